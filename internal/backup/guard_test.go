package backup

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"talaan/internal/clock"
)

// A share that hangs is given up, and the program goes on.
func TestHangingWorkIsLeft(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(time.Unix(0, 0))
	b := &Backups{Options: Options{Clock: clk}, look: time.Millisecond}
	never, looked := make(chan struct{}), 0
	defer close(never)
	err := b.guard(t.Context(), "/media/stick", func(done int64) error {
		looked++
		clk.Advance(patience / 4)
		return nil
	}, func(_ context.Context, m moved) error {
		m(7)
		<-never
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "/media/stick does not answer") || looked < 4 {
		t.Errorf("after %d looks: %v", looked, err)
	}
}

// Work that moves slowly is not given up, however long it takes.
func TestSlowWorkGoesOn(t *testing.T) {
	t.Parallel()
	clk := clock.NewFake(time.Unix(0, 0))
	b := &Backups{Options: Options{Clock: clk}, look: time.Millisecond}
	step, seen := make(chan struct{}), int64(0)
	err := b.guard(t.Context(), "x", func(done int64) error {
		if seen = done; done < 20 {
			clk.Advance(patience)
			step <- struct{}{}
		}
		return nil
	}, func(_ context.Context, m moved) error {
		for range 20 {
			<-step
			m(1)
		}
		return nil
	})
	if err != nil || clk.Now().Before(time.Unix(0, 0).Add(10*patience)) {
		t.Errorf("at %s with %d: %v", clk.Now(), seen, err)
	}
}

func TestGuardPassesOn(t *testing.T) {
	t.Parallel()
	b := &Backups{Options: Options{Clock: clock.System{}}, look: time.Millisecond}
	mine := errors.New("mine")
	if err := b.guard(t.Context(), "x", nil, func(context.Context, moved) error { return mine }); !errors.Is(err, mine) {
		t.Errorf("an error: %v", err)
	}
	if err := b.guard(t.Context(), "x", nil, func(context.Context, moved) error { panic("help") }); err == nil || !strings.Contains(err.Error(), "help") {
		t.Errorf("a panic: %v", err)
	}
	lost := func(int64) error { return mine }
	if err := b.guard(t.Context(), "x", lost, func(ctx context.Context, _ moved) error { <-ctx.Done(); return ctx.Err() }); !errors.Is(err, mine) {
		t.Errorf("a lost lease: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.guard(ctx, "x", nil, func(ctx context.Context, _ moved) error { <-ctx.Done(); return ctx.Err() }); !errors.Is(err, context.Canceled) {
		t.Errorf("a program that ends: %v", err)
	}
}

// A file that could not be written whole is not there, and the one before stays.
func TestFailedFileLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	_, err := writeFile(t.Context(), good, func(w io.Writer) error {
		_, err := io.WriteString(w, "good")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	full := &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	for what, c := range map[string]struct {
		fail error
		says string
	}{
		"a full disk":           {full, "is full"},
		"a stick that is gone":  {&os.PathError{Op: "write", Path: "x", Err: syscall.EIO}, "pulled out"},
		"a read-only disk":      {syscall.EROFS, "cannot be written to"},
		"a closed folder":       {os.ErrPermission, "may not write"},
		"nobody waits any more": {nil, "canceled"},
	} {
		ctx := t.Context()
		if c.fail == nil {
			ctx = ended
		}
		_, err := writeFile(ctx, good, func(w io.Writer) error {
			_, err := io.WriteString(w, "half")
			return errors.Join(err, c.fail)
		})
		if err = inWords(dir, err); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
		left, err := os.ReadDir(dir)
		text, rerr := os.ReadFile(good)
		if err != nil || rerr != nil || len(left) != 1 || string(text) != "good" {
			t.Errorf("after %s there is %v, %q", what, left, text)
		}
	}
	if err := room(filepath.Join(dir, "none"), 1); err == nil || !strings.Contains(err.Error(), "stick") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := room(dir, 1<<60); err == nil || !strings.Contains(err.Error(), "Make room") {
		t.Errorf("a small disk: %v", err)
	}
}
