// Package keyring keeps the program's root secret, 32 random bytes in a file,
// and derives from it one key for each purpose. The secret is never in the
// database: who steals that alone can neither read what was sealed nor forge
// what was signed.
package keyring

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// FileName is the name of the key file in the data folder.
const FileName = "secret.key"

// rootBytes is the length of the secret and of every key.
const rootBytes = 32

// Ring derives keys from the secret.
type Ring struct {
	root []byte
	// Exposed says that other users of this machine can read the file.
	Exposed bool
}

// Key returns the 32 bytes that belong to a purpose, always the same for the
// same secret. Keys of different purposes say nothing about each other.
func (r *Ring) Key(name string) []byte {
	key, err := hkdf.Key(sha256.New, r.root, nil, "talaan "+name, rootBytes)
	if err != nil {
		panic(err) // only when more than 8160 bytes are asked for
	}
	return key
}

// New returns the ring of a secret of 32 bytes.
func New(root []byte) (*Ring, error) {
	if len(root) != rootBytes {
		return nil, fmt.Errorf("the secret has %d bytes, not %d", len(root), rootBytes)
	}
	return &Ring{root: root}, nil
}

// Parse returns the ring of the secret that a key file holds.
func Parse(file []byte) (*Ring, error) {
	root, err := hex.DecodeString(strings.TrimSpace(string(file)))
	if err != nil || len(root) != rootBytes {
		return nil, fmt.Errorf("a key file must hold %d hexadecimal digits", 2*rootBytes)
	}
	return New(root)
}

// load reads the secret from its file; fs.ErrNotExist when there is none.
func load(path string) (*Ring, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(f, 1024))
	if err != nil {
		return nil, err
	}
	r, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the key file %s is damaged: %w. Restore it from a copy", path, err)
	}
	r.Exposed = runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
	return r, nil
}

// create draws a secret and puts it on disk, for its owner's eyes alone. It
// never replaces a file: when another program was faster, that one's holds.
func create(path string, random io.Reader) (*Ring, error) {
	root := make([]byte, rootBytes)
	if _, err := io.ReadFull(random, root); err != nil {
		return nil, fmt.Errorf("draw the secret: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the key file: %w", err)
	}
	temp, err := os.CreateTemp(dir, FileName+".new-*") // which are 0600
	if err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // its second name stays
	if err := write(temp, root); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	err = os.Link(temp.Name(), path)
	if err != nil && !errors.Is(err, fs.ErrExist) { // some disks have no second names
		var f *os.File
		if f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil { //nolint:gosec // the operator names the file
			err = write(f, root)
		}
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return nil, fmt.Errorf("make the key file: %w", err)
	}
	return load(path)
}

// write puts the secret into f, as text that can be copied, and on disk.
func write(f *os.File, root []byte) error {
	_, err := f.WriteString(hex.EncodeToString(root) + "\n")
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncDir forces the names in a folder to disk; Windows does so by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the operator names the folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
