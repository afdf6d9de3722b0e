package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"time"

	"talaan/internal/disk"
)

const (
	// patience is how long a disk or share may take until the next byte has gone its way.
	patience = time.Minute
	// lookEvery is how often that is looked at.
	lookEvery = time.Second
	// ending is how long work that was told to end may take to do so.
	ending = 3 * time.Second
	// syncEvery is after how many bytes a file is forced to disk while it is
	// written: what a slow stick has not written yet is no progress.
	syncEvery = 8 << 20
	// unfinished is the end of the name of a file that is being written.
	unfinished = ".part"
)

// moved is told how many bytes went their way.
type moved func(n int64)

// counting tells how much of a reader was read.
type counting struct {
	io.Reader
	moved moved
}

func (c counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.moved(int64(n))
	return n, err
}

// guard does work that reads from or writes to a disk that may stop answering
// for ever. When no byte has moved for a while, guard returns an error and leaves
// the work behind. progress hears now and then how many bytes have moved; it may be nil.
func (b *Backups) guard(ctx context.Context, place string, progress func(done int64) error, work func(ctx context.Context, m moved) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var total atomic.Int64
	done := make(chan error, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		done <- work(ctx, func(n int64) { total.Add(n) })
	}()
	look := time.NewTicker(b.look)
	defer look.Stop()
	last, since := int64(0), b.Clock.Now()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return b.leave(done, ctx.Err())
		case <-look.C:
		}
		now, at := total.Load(), b.Clock.Now()
		if now != last {
			last, since = now, at
		}
		if at.Sub(since) > patience {
			cancel()
			return fmt.Errorf("%s does not answer: nothing was read or written there for %s", place, patience)
		}
		if progress == nil {
			continue
		}
		if err := progress(now); err != nil {
			cancel()
			return b.leave(done, err)
		}
	}
}

// leave gives work that was told to end a moment to clean up.
func (b *Backups) leave(done <-chan error, err error) error {
	t := time.NewTimer(ending)
	defer t.Stop()
	select {
	case werr := <-done:
		if werr != nil && !errors.Is(werr, context.Canceled) {
			return errors.Join(err, werr)
		}
	case <-t.C:
	}
	return err
}

// slowly writes to a file whose disk is kept up with, until ctx ends.
type slowly struct {
	ctx     context.Context //nolint:containedctx // lives as long as one file is written
	file    *os.File
	written int64
	waiting int64
}

func (s *slowly) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.file.Write(b)
	s.written += int64(n)
	if s.waiting += int64(n); err == nil && s.waiting >= syncEvery {
		s.waiting = 0
		err = s.file.Sync()
	}
	return n, err
}

// writeFile lets write fill the file at path, which is there whole or not at
// all, and returns its size.
func writeFile(ctx context.Context, path string, write func(w io.Writer) error) (size int64, err error) {
	part := path + unfinished
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the operator names the folder
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part) // as far as the disk lets us
		}
	}()
	to := &slowly{ctx: ctx, file: f}
	err = write(to)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	if err := ctx.Err(); err != nil { // nobody waits for it any more
		return 0, err
	}
	if err := os.Rename(part, path); err != nil {
		return 0, err
	}
	return to.written, disk.SyncDir(filepath.Dir(path))
}
