package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"talaan/internal/keyring"
	"talaan/internal/media"
)

// A folder of backups keeps the hospital's files once for all of them, below
// files, each under its SHA-256. Beside each backup is a list of those that belong
// to it, which says without a passphrase what may be deleted.
const (
	filesFolder   = "files"
	sealedFile    = ".age"
	listExtension = ".files"
)

func fileIn(folder, hash string, sealed bool) string {
	name := hash
	if sealed {
		name += sealedFile
	}
	return filepath.Join(folder, filesFolder, hash[:2], name)
}

// listOf is the path of the list that belongs to a backup file.
func listOf(path string) string { return strings.TrimSuffix(path, extension) + listExtension }

// sealer encrypts files in folders with a key made from the program's secret:
// whoever can open one encrypted backup has that, and nobody else.
type sealer struct{ keys *keyring.Ring }

const sealing = "backup files"

// Wrap implements age.Recipient.
func (s sealer) Wrap(key []byte) ([]*age.Stanza, error) {
	sealed, err := s.keys.Seal(sealing, key, nil)
	return []*age.Stanza{{Type: "talaan", Body: []byte(sealed)}}, err
}

// Unwrap implements age.Identity.
func (s sealer) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, st := range stanzas {
		if st.Type == "talaan" {
			return s.keys.Open(sealing, string(st.Body), nil)
		}
	}
	return nil, age.ErrIncorrectIdentity
}

// isThere reports whether a file is in the folder. What is there is whole,
// because it got its name last.
func isThere(folder string, f media.Stored, sealed bool) (bool, error) {
	info, err := os.Stat(fileIn(folder, f.SHA256, sealed))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return info.Size() == f.Size || (sealed && info.Size() > f.Size), nil
}

// putFiles brings the files of a snapshot into a folder that are not there yet,
// and writes the list of all that belong to the backup at path.
func (b *Backups) putFiles(ctx context.Context, s *snapshot, folder, path string, sealed bool, m moved) error {
	missing := int64(0)
	err := s.eachFile(func(f media.Stored) error {
		there, err := isThere(folder, f, sealed)
		if !there {
			missing += f.Size
		}
		m(1)
		return errors.Join(err, ctx.Err())
	})
	if err != nil {
		return err
	}
	if err := room(folder, s.size/2+missing); err != nil {
		return err
	}
	err = s.eachFile(func(f media.Stored) error { return b.putFile(ctx, folder, f, sealed, m) })
	if err != nil {
		return err
	}
	_, err = writeFile(ctx, listOf(path), func(w io.Writer) error {
		lines := bufio.NewWriter(w)
		n := 0
		err := s.eachFile(func(f media.Stored) error {
			n++
			_, err := fmt.Fprintln(lines, f.SHA256)
			return err
		})
		_, werr := fmt.Fprintf(lines, "end %d\n", n)
		return errors.Join(err, werr, lines.Flush())
	})
	return err
}

func (b *Backups) putFile(ctx context.Context, folder string, f media.Stored, sealed bool, m moved) error {
	there, err := isThere(folder, f, sealed)
	if err != nil || there {
		m(f.Size)
		return err
	}
	path := fileIn(folder, f.SHA256, sealed)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return b.withFile(ctx, f, func(r io.Reader) error {
		_, err := writeFile(ctx, path, func(w io.Writer) error {
			to, end := w, func() error { return nil }
			if sealed {
				a, err := age.Encrypt(w, sealer{b.Keys})
				if err != nil {
					return err
				}
				to, end = a, a.Close
			}
			if err := copyExactly(to, counting{r, m}, f); err != nil {
				return err
			}
			return end()
		})
		return err
	})
}

// copyExactly copies a file and fails when it is not the one it should be.
func copyExactly(to io.Writer, from io.Reader, f media.Stored) error {
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(to, sum), io.LimitReader(from, f.Size+1))
	if err == nil && (n != f.Size || hex.EncodeToString(sum.Sum(nil)) != f.SHA256) {
		err = fmt.Errorf("the file %s is damaged: it holds other bytes than were recorded", f.SHA256)
	}
	return err
}

// openIn opens a file of a folder.
func openIn(folder string, f media.Stored, sealed bool, keys *keyring.Ring) (io.ReadCloser, error) {
	file, err := os.Open(fileIn(folder, f.SHA256, sealed))
	if err != nil || !sealed {
		return file, err
	}
	plain, err := age.Decrypt(bufio.NewReader(file), sealer{keys})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the file %s: %w", f.SHA256, err), file.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, file}, nil
}
