package inspect

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
)

// source is the file that is looked into. It remembers why reading failed, so
// that a failing disk or an impatient caller is not taken for a damaged file.
type source struct {
	size   int64
	failed error
	from   func(p []byte, at int64) (int, error)
	ended  func() error // why the work shall stop
}

func newSource(ctx context.Context, r io.ReaderAt, size int64) *source {
	return &source{size: size, from: io.NewSectionReader(r, 0, size).ReadAt, ended: ctx.Err}
}

// ReadAt reads as io.ReaderAt says, until the context ends.
func (s *source) ReadAt(p []byte, at int64) (int, error) {
	err := s.ended()
	n := 0
	if err == nil {
		n, err = s.from(p, at)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		s.failed = err
	}
	return n, err
}

// read returns up to n bytes; fewer only at the file's end.
func (s *source) read(at int64, n int) ([]byte, error) {
	b := make([]byte, n)
	got, err := s.ReadAt(b, at)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:got], err
}

// tail returns up to n bytes of the file's end.
func (s *source) tail(n int64) ([]byte, error) {
	n = min(n, s.size)
	return s.read(s.size-n, int(n))
}

// errTooMuch says that more was read than is allowed.
var errTooMuch = errors.New("too much to read")

// meter reads a file, but not more of it than is left, because a file can be
// made to be read again and again.
type meter struct {
	source *source
	left   int64
}

func (m *meter) ReadAt(p []byte, at int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errTooMuch
	}
	return m.source.ReadAt(p, at)
}

// cursor walks through a file and skips what is of no interest. The first
// error stays, and everything read after it is zero.
type cursor struct {
	source *source
	at     int64 // of the next byte
	buffer *bufio.Reader
	err    error
}

// cursorBuffer is how many bytes are read at once.
const cursorBuffer = 16 << 10

func (s *source) cursor() *cursor {
	c := &cursor{source: s}
	c.buffer = bufio.NewReaderSize(io.NewSectionReader(s, 0, s.size), cursorBuffer)
	return c
}

// bytes returns the next n bytes, good until the next call; n is small.
func (c *cursor) bytes(n int) []byte {
	b := make([]byte, n)
	if c.err == nil {
		_, c.err = io.ReadFull(c.buffer, b)
		c.at += int64(n)
	}
	if c.err != nil {
		clear(b)
	}
	return b
}

func (c *cursor) byte() byte {
	if c.err != nil {
		return 0
	}
	var b byte
	b, c.err = c.buffer.ReadByte()
	c.at++
	return b
}

// end reports whether nothing more can be read.
func (c *cursor) end() bool { return c.err != nil }

// skip passes over n bytes, which must be there.
func (c *cursor) skip(n int64) {
	switch {
	case c.err != nil:
		return
	case n < 0 || n > c.source.size-c.at:
		c.err = io.ErrUnexpectedEOF
		return
	case n <= int64(c.buffer.Buffered()):
		_, c.err = c.buffer.Discard(int(n))
	default:
		c.buffer.Reset(io.NewSectionReader(c.source, c.at+n, c.source.size-c.at-n))
	}
	c.at += n
}

// big16, big32, little16, little24 and little32 return the next number.

func (c *cursor) big16() int64    { return int64(binary.BigEndian.Uint16(c.bytes(2))) }
func (c *cursor) big32() int64    { return int64(binary.BigEndian.Uint32(c.bytes(4))) }
func (c *cursor) little16() int64 { return int64(binary.LittleEndian.Uint16(c.bytes(2))) }
func (c *cursor) little24() int64 { return int64(binary.LittleEndian.Uint32(append(c.bytes(3), 0))) }
func (c *cursor) little32() int64 { return int64(binary.LittleEndian.Uint32(c.bytes(4))) }
