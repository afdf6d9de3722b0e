package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Scratch is an unfinished file that goes when it is closed.
type Scratch struct{ *os.File }

// Close removes the file. Closing it again does nothing.
func (s Scratch) Close() error {
	if err := s.File.Close(); errors.Is(err, fs.ErrClosed) {
		return nil
	} else if err != nil {
		return errors.Join(err, os.Remove(s.Name()))
	}
	return os.Remove(s.Name())
}

// Scratch makes an empty file among the unfinished ones, for what is too large
// for memory. Close it; one that a crash leaves is swept like the others.
func (l *Library) Scratch(what string) (Scratch, error) {
	f, err := os.CreateTemp(l.temp, what+"-*")
	if err != nil {
		return Scratch{}, l.full(fmt.Errorf("make an unfinished file: %w", err))
	}
	return Scratch{f}, nil
}

// Full puts a full disk into words; other errors stay.
func (l *Library) Full(err error) error { return l.full(err) }

// OnDisk opens a stored file on this machine, because decoders jump to and fro:
// one that stands elsewhere is fetched first, and removed when it is closed.
func (l *Library) OnDisk(ctx context.Context, hash string) (_ io.ReadSeekCloser, err error) {
	f, err := l.Open(ctx, hash)
	if _, here := f.(*os.File); here || err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	copied, err := l.Scratch("fetched")
	if err != nil {
		return nil, err
	}
	if _, err = io.CopyBuffer(copied, onlyRead{f}, make([]byte, bufferSize)); err == nil {
		_, err = copied.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(l.full(err), copied.Close())
	}
	return copied, nil
}
