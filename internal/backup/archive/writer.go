package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// window is how far back the compression looks, and so bounds its memory.
const window = 4 << 20

// Writer writes one backup.
type Writer struct {
	sealed io.WriteCloser // nil without a passphrase
	body   *summing
	packed *zstd.Encoder
	order  order
	parts  tally
	about  About
	failed error
}

// summing writes through and sums up.
type summing struct {
	to  io.Writer
	sum hash.Hash
}

func (s *summing) Write(b []byte) (int, error) {
	n, err := s.to.Write(b)
	s.sum.Write(b[:n])
	return n, err
}

// tally sums up parts.
type tally struct {
	Parts
	list hash.Hash
}

func (t *tally) add(name string, size int64, sum []byte) {
	t.Count++
	t.Bytes += size
	_, _ = fmt.Fprintf(t.list, "%s %d %x\n", name, size, sum) // a hash takes all
	t.SHA256 = hex.EncodeToString(t.list.Sum(nil))
}

// work is how much work it is to try a passphrase, as a power of two.
var work = 18

// SetWork changes how much work it is to try the passphrase of what is written
// from now on; tests take less.
func SetWork(logN int) { work = logN }

// NewWriter begins a backup that is written to w, encrypted unless the
// passphrase is blank.
func NewWriter(w io.Writer, about About, passphrase string) (*Writer, error) {
	a := &Writer{about: about, parts: tally{list: sha256.New()}}
	if passphrase != "" {
		recipient, err := age.NewScryptRecipient(passphrase)
		if err != nil {
			return nil, fmt.Errorf("encrypt: %w", err)
		}
		recipient.SetWorkFactor(work)
		if a.sealed, err = age.Encrypt(w, recipient); err != nil {
			return nil, fmt.Errorf("encrypt: %w", err)
		}
		w = a.sealed
	}
	a.body = &summing{w, sha256.New()}
	if _, err := io.WriteString(a.body, magic); err != nil {
		return nil, err
	}
	var err error
	if a.packed, err = zstd.NewWriter(a.body, zstd.WithWindowSize(window), zstd.WithEncoderConcurrency(1)); err != nil {
		return nil, err
	}
	text, err := json.Marshal(about)
	if err != nil {
		return nil, err
	}
	return a, a.Text(AboutName, string(text))
}

// Text writes a part that is at hand.
func (a *Writer) Text(name, text string) error {
	return a.Part(name, int64(len(text)), strings.NewReader(text))
}

// Part writes a part of exactly size bytes. After an error nothing more can be
// written.
func (a *Writer) Part(name string, size int64, from io.Reader) error {
	if a.failed == nil {
		a.failed = a.part(name, size, from)
	}
	return a.failed
}

func (a *Writer) part(name string, size int64, from io.Reader) error {
	if err := a.order.next(name, size); err != nil {
		return err
	}
	head := binary.BigEndian.AppendUint16(nil, uint16(len(name))) //nolint:gosec // names are short
	head = append(head, name...)
	head = binary.BigEndian.AppendUint64(head, uint64(size)) //nolint:gosec // a size is not negative
	if _, err := a.packed.Write(head); err != nil {
		return err
	}
	sum := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(a.packed, sum), io.LimitReader(from, size), make([]byte, 256<<10))
	if err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	if n != size {
		return fmt.Errorf("part %s has %d bytes, not %d", name, n, size)
	}
	total := sum.Sum(nil)
	if media, ok := MediaOf(name); ok && media != hex.EncodeToString(total) {
		return fmt.Errorf("the file %s is damaged: it holds other bytes than were recorded", media)
	}
	a.parts.add(name, size, total)
	_, err = a.packed.Write(total)
	return err
}

// Bytes is how much was written of parts, before compression.
func (a *Writer) Bytes() int64 { return a.parts.Bytes }

// Close ends the backup with its manifest, of which it fills in what it has been
// told already. Without it the file is not complete.
func (a *Writer) Close(m Manifest) error {
	if a.failed != nil {
		return a.failed
	}
	m.About, m.Parts = a.about, a.parts.Parts
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := a.Text(ManifestName, string(text)); err != nil {
		return err
	}
	a.failed = errors.New("the backup is closed")
	if err := a.packed.Close(); err != nil {
		return err
	}
	if _, err := a.body.to.Write(a.body.sum.Sum(nil)); err != nil {
		return err
	}
	if a.sealed != nil {
		return a.sealed.Close()
	}
	return nil
}
