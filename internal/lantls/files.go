package lantls

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
)

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func keyPEM(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("write a key down: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

func readCertificate(file string) (*x509.Certificate, error) {
	der, err := readPEM(file, "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return c, nil
}

func readKey(file string) (crypto.Signer, error) {
	der, err := readPEM(file, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("the key in %s cannot sign", file)
	}
	return signer, nil
}

func readPEM(file, kind string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("%s is damaged: it holds no %s in PEM form", file, kind)
	}
	return block.Bytes, nil
}

// replace puts a whole file in the place of what was there; after a power cut
// there is the old or the new one.
func replace(file string, text []byte, mode fs.FileMode) error {
	return write(file, text, mode, os.Rename)
}

// writeNew makes a whole file, or answers fs.ErrExist.
func writeNew(file string, text []byte, mode fs.FileMode) error {
	return write(file, text, mode, func(temp, file string) error {
		err := os.Link(temp, file)
		if err == nil {
			return os.Remove(temp)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		// A disk that knows no links, such as a memory stick.
		if _, err := os.Lstat(file); err == nil {
			return fs.ErrExist
		}
		return os.Rename(temp, file)
	})
}

func write(file string, text []byte, mode fs.FileMode, place func(temp, file string) error) (err error) {
	dir := filepath.Dir(file)
	temp, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name()) // it may be gone already
		}
	}()
	_, err = temp.Write(text)
	if err = errors.Join(err, temp.Chmod(mode), temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err = place(temp.Name(), file); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir forces the names in a folder to disk. Windows does that by itself.
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

// warnOpen says so when others on this computer can read a key. Windows tells
// rights by lists that this mode does not show.
func warnOpen(log *slog.Logger, file string) {
	if runtime.GOOS == "windows" {
		return
	}
	if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
		log.Warn("others on this computer can read the key; chmod 600 it", "file", file, "mode", info.Mode().Perm().String())
	}
}
