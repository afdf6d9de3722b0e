package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"talaan/internal/errs"
	"talaan/internal/media/blob"
	"talaan/internal/media/inspect"
)

// bufferSize is how many bytes of a file are in memory at once while it comes in.
const bufferSize = 128 << 10

// Staged is a file that has arrived whole, was checked, and is in the store,
// but is not recorded yet. Its JSON names its content.
type Staged struct {
	Name        string
	SHA256      string
	Size        int64 // bytes
	ContentType string
	Width       int64 // pixels; 0 when it is no picture
	Height      int64

	temp string    // path of a copy, until Close; it is not kept open, because an album may have hundreds
	held *sync.Map // the library's, where it stands until Close
}

// Close forgets the copy. What was recorded stays. Closing nil, or twice, does nothing.
func (s *Staged) Close() error {
	if s == nil || s.temp == "" {
		return nil
	}
	err := os.Remove(s.temp)
	s.held.Delete(s.temp)
	s.temp = ""
	return err
}

// Stage takes a file in: it reads r to its end, refuses what is not acceptable,
// and puts the bytes into the store. A refusal is an errs.Error that names the
// file. When Stage returns nil the bytes survive a power cut, but until Record
// nobody finds them. Close what it returns.
func (l *Library) Stage(ctx context.Context, r io.Reader, name string, limits inspect.Limits) (_ *Staged, err error) {
	s := &Staged{Name: inspect.Name(name)}
	f, err := os.CreateTemp(l.temp, "upload-*")
	if err != nil {
		return nil, l.full(fmt.Errorf("take in a file: %w", err))
	}
	s.temp, s.held = f.Name(), &l.held
	l.held.Store(s.temp, true)
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("take in a file: %w", cerr)
		}
		if err != nil {
			err = l.full(err)
			if cerr := s.Close(); cerr != nil {
				l.Log.Error("an unfinished file stays for now", "error", cerr)
			}
		}
	}()
	if err := s.receive(r, f, limits.Bytes); err != nil {
		return nil, err
	}
	report, err := inspect.File(ctx, f, s.Size, name, limits)
	if err != nil {
		return nil, s.refused(err)
	}
	s.ContentType, s.Width, s.Height = report.ContentType, int64(report.Width), int64(report.Height)
	if err := f.Sync(); err != nil {
		return nil, fmt.Errorf("take in a file: %w", err)
	}
	return s, l.store(ctx, s, f)
}

// receive writes r to the temporary file, counting and hashing.
func (s *Staged) receive(r io.Reader, to io.Writer, most int64) error {
	sum := sha256.New()
	buf := make([]byte, bufferSize)
	for {
		n, rerr := fill(r, buf)
		s.Size += int64(n)
		if s.Size > most {
			return s.refuse(errs.TooLarge, "is larger than "+megabytes(most))
		}
		if err := write(sum, to, buf[:n]); err != nil {
			return err
		}
		switch {
		case errors.Is(rerr, io.EOF):
			if s.Size == 0 {
				return s.refuse(errs.Invalid, "is empty")
			}
			s.SHA256 = hex.EncodeToString(sum.Sum(nil))
			return nil
		case rerr != nil:
			return s.refuse(errs.Invalid, "did not arrive whole, because the connection broke; send it again")
		}
	}
}

// fill reads until buf is full or an error comes, because a form is read in
// small pieces, and writing each of those would take long.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var m int
		m, err = r.Read(buf[n:])
		n += m
	}
	return n, err
}

func write(sum hash.Hash, to io.Writer, b []byte) error {
	if _, err := sum.Write(b); err != nil {
		return err
	}
	if _, err := to.Write(b); err != nil {
		return fmt.Errorf("take in a file: %w", err)
	}
	return nil
}

func megabytes(n int64) string {
	if n%(1<<20) == 0 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d bytes", n)
}

// refuse says what is wrong with the file, which cannot be saved for that.
func (s *Staged) refuse(kind errs.Kind, what string) error {
	return &errs.Error{
		Kind: kind, Message: "“" + s.Name + "” " + strings.TrimSuffix(what, ".") + ". Nothing was saved.",
		Fields: []errs.Field{{Location: "body.file", Message: what}},
	}
}

// refused turns the inspector's refusal into ours; other errors stay.
func (s *Staged) refused(err error) error {
	var r *inspect.Refusal
	if errors.As(err, &r) {
		return s.refuse(errs.Invalid, r.Message)
	}
	return fmt.Errorf("inspect a file: %w", err)
}

// store puts the bytes of f into the store, unless they are there.
func (l *Library) store(ctx context.Context, s *Staged, f *os.File) error {
	key := contentKey(s.SHA256)
	there, err := l.Store.Stat(ctx, key)
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	whole := err == nil && there.Size == s.Size
	if linker, ok := l.Store.(blob.Linker); ok && (whole || err != nil) {
		// Also when it is there: who put it a moment ago may not have forced it to disk yet.
		if done, err := linker.Link(key, s.temp); done || err != nil {
			return err
		}
	}
	if whole {
		return nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return l.Store.Put(ctx, key, f, s.Size)
}

// full puts a full disk into words; other errors stay.
func (l *Library) full(err error) error {
	if !diskFull(err) {
		return err
	}
	l.Log.Error("the disk is full", "error", err)
	return &errs.Error{Kind: errs.TooLarge, Message: "The server's disk is full. Nothing was saved. Tell the administrator."}
}

// windowsFull are the codes with which Windows says that a disk is full.
var windowsFull = []int{39, 112}

func diskFull(err error) bool {
	var code syscall.Errno
	if !errors.As(err, &code) {
		return false
	}
	if runtime.GOOS == "windows" {
		return slices.Contains(windowsFull, int(code))
	}
	return code == syscall.ENOSPC || code == syscall.EDQUOT
}
