package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"
)

// Options say how to read.
type Options struct {
	Passphrase string // blank when there is none

	// Tables is how many bytes all parts but the hospital's files may have together;
	// no limit when 0. The size of each file is the reader's to judge before it is read.
	Tables int64
}

// Reader reads one backup from its beginning to its end. What it gave must not
// be relied on before Next has returned io.EOF.
type Reader struct {
	body   *tailed
	packed *zstd.Decoder
	most   int64
	taken  int64 // bytes of all parts but the hospital's files
	order  order
	parts  tally
	about  About
	whole  *Manifest

	name string // of the part that is being read
	left int64  // bytes of it
	size int64
	sum  hash.Hash
	done bool // its sum was compared
}

// Part is what stands before the content of a part.
type Part struct {
	Name string
	Size int64 // bytes
}

// NewReader opens a backup and reads what it is of.
func NewReader(from io.Reader, o Options) (*Reader, error) {
	buffered := bufio.NewReaderSize(from, 64<<10)
	first, err := buffered.Peek(len(ageMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the backup: %w", err)
	}
	var plain io.Reader = buffered
	if string(first) == ageMagic {
		if plain, err = decrypt(buffered, o.Passphrase); err != nil {
			return nil, err
		}
	}
	r := &Reader{body: &tailed{from: plain, sum: sha256.New(), more: make([]byte, 64<<10)}, most: o.Tables, parts: tally{list: sha256.New()}, done: true}
	start := make([]byte, len(magic))
	if _, err := io.ReadFull(r.body, start); err != nil || string(start) != magic {
		switch {
		case bytes.HasPrefix(start, []byte("talaan backup ")) && err == nil:
			return nil, ErrNewer
		case r.body.failed != nil && !errors.Is(r.body.failed, io.EOF):
			return nil, r.fault(r.body.failed)
		case len(first) < len(ageMagic) && bytes.HasPrefix([]byte(magic), first[:min(len(first), len(magic))]):
			return nil, ErrIncomplete
		}
		return nil, ErrNoBackup
	}
	r.packed, err = zstd.NewReader(r.body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(2*window), zstd.WithDecoderMaxMemory(16*window))
	if err != nil {
		return nil, r.fault(err)
	}
	if err := r.readAbout(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func decrypt(from io.Reader, passphrase string) (io.Reader, error) {
	if passphrase == "" {
		return nil, ErrPassphraseNeeded
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, fmt.Errorf("decrypt: %w", err)
	}
	plain, err := age.Decrypt(from, identity)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, ErrPassphraseWrong
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return nil, ErrIncomplete
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return plain, nil
}

// Close releases memory; it does not close what is read from.
func (r *Reader) Close() { r.packed.Close() }

// About says what the backup is of.
func (r *Reader) About() About { return r.about }

// Manifest returns what the whole backup holds, once Next has returned io.EOF.
func (r *Reader) Manifest() Manifest { return *r.whole }

func (r *Reader) readAbout() error {
	p, err := r.header()
	if err != nil {
		return err
	}
	if p.Name != AboutName {
		return fmt.Errorf("%w: it begins with %s", ErrDamaged, p.Name)
	}
	return r.text(&r.about, func() error {
		if r.about.Format > Format {
			return ErrNewer
		}
		return nil
	})
}

// text reads the present part as JSON.
func (r *Reader) text(into any, check func() error) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, r.name, err)
	}
	return check()
}

// Next goes to the next part, of which Read then gives the content. After the
// last one it checks the manifest and that the file ends there, and returns io.EOF.
func (r *Reader) Next() (Part, error) {
	if r.whole != nil {
		return Part{}, io.EOF
	}
	if _, err := io.Copy(io.Discard, r); err != nil { // what was not read of the one before
		return Part{}, err
	}
	p, err := r.header()
	if err != nil || p.Name != ManifestName {
		return p, err
	}
	if err := r.finish(); err != nil {
		return p, err
	}
	return p, io.EOF
}

// header reads what stands before a part.
func (r *Reader) header() (Part, error) {
	length := make([]byte, 2)
	if err := r.full(length); err != nil {
		return Part{}, err
	}
	n := int(binary.BigEndian.Uint16(length))
	if n > nameBytes {
		return Part{}, fmt.Errorf("%w: it holds a part whose name has %d letters", ErrDamaged, n)
	}
	rest := make([]byte, n+8)
	if err := r.full(rest); err != nil {
		return Part{}, err
	}
	p := Part{Name: string(rest[:n]), Size: int64(binary.BigEndian.Uint64(rest[n:]))} //nolint:gosec // a negative one is refused
	if err := r.order.next(p.Name, p.Size); err != nil {
		return p, err
	}
	if _, isMedia := MediaOf(p.Name); !isMedia {
		if r.most > 0 && p.Size > r.most-r.taken {
			return p, fmt.Errorf("%w: part %s has %d bytes, after %d of others", ErrTooLarge, p.Name, p.Size, r.taken)
		}
		r.taken += p.Size
	}
	r.name, r.left, r.size, r.sum, r.done = p.Name, p.Size, p.Size, sha256.New(), false
	return p, nil
}

func (r *Reader) full(b []byte) error {
	if _, err := io.ReadFull(r.packed, b); err != nil {
		return r.fault(err)
	}
	return nil
}

// Read reads the content of the present part; it returns io.EOF only when all
// of it is as it was written.
func (r *Reader) Read(b []byte) (int, error) {
	if r.left == 0 {
		if err := r.compare(); err != nil {
			return 0, err
		}
		return 0, io.EOF
	}
	n, err := r.packed.Read(b[:min(int64(len(b)), r.left)])
	r.left -= int64(n)
	r.sum.Write(b[:n])
	if err != nil && (r.left > 0 || !errors.Is(err, io.EOF)) {
		return n, r.fault(err)
	}
	return n, nil
}

// compare checks the sum after a part, once.
func (r *Reader) compare() error {
	if r.done {
		return nil
	}
	want := make([]byte, sumBytes)
	if err := r.full(want); err != nil {
		return err
	}
	got := r.sum.Sum(nil)
	media, isMedia := MediaOf(r.name)
	if subtle.ConstantTimeCompare(got, want) != 1 || (isMedia && hex.EncodeToString(got) != media) {
		return fmt.Errorf("%w: part %s holds other bytes than were written", ErrDamaged, r.name)
	}
	r.done = true
	if r.name != ManifestName {
		r.parts.add(r.name, r.size, got)
	}
	return nil
}

// finish reads the manifest and the end of the file.
func (r *Reader) finish() error {
	var m Manifest
	err := r.text(&m, func() error {
		switch {
		case m.Parts != r.parts.Parts:
			return fmt.Errorf("%w: its manifest lists other parts than it has", ErrDamaged)
		case m.Format != r.about.Format || m.Schema != r.about.Schema || !m.MadeAt.Equal(r.about.MadeAt):
			return fmt.Errorf("%w: its manifest is that of another backup", ErrDamaged)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if n, err := io.CopyN(io.Discard, r.packed, 1); n > 0 || !errors.Is(err, io.EOF) {
		if n > 0 {
			return fmt.Errorf("%w: something stands after its manifest", ErrDamaged)
		}
		return r.fault(err)
	}
	if err := r.body.end(); err != nil {
		return r.fault(err)
	}
	r.whole = &m
	return nil
}

// fault says what an error of reading means for the backup.
func (r *Reader) fault(err error) error {
	switch {
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrIncomplete):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return ErrIncomplete
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// tailed reads all but the last bytes, which are the sum of what is before.
type tailed struct {
	from   io.Reader
	sum    hash.Hash
	more   []byte
	buf    []byte // read, not given yet
	failed error
}

func (t *tailed) Read(b []byte) (int, error) {
	for len(t.buf) <= sumBytes && t.failed == nil {
		n, err := t.from.Read(t.more)
		t.buf = append(t.buf, t.more[:n]...)
		t.failed = err
	}
	n := min(len(b), len(t.buf)-sumBytes)
	if n <= 0 {
		return 0, t.failed
	}
	copy(b, t.buf[:n])
	t.sum.Write(t.buf[:n])
	t.buf = t.buf[n:]
	return n, nil
}

// end checks that everything was given, and the sum.
func (t *tailed) end() error {
	if n, err := io.Copy(io.Discard, t); err != nil || n > 0 {
		if err == nil {
			err = fmt.Errorf("%w: something stands after its end", ErrDamaged)
		}
		return err
	}
	if len(t.buf) < sumBytes {
		return io.ErrUnexpectedEOF
	}
	if subtle.ConstantTimeCompare(t.sum.Sum(nil), t.buf) != 1 {
		return fmt.Errorf("%w: its bytes are not those that were written", ErrDamaged)
	}
	return nil
}
