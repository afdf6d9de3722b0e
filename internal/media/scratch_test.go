package media_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"talaan/internal/media"
	"talaan/internal/media/blob"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

func TestScratchGoesWhenClosed(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	f, err := s.Scratch("packet")
	talaantest.Must(t, err)
	if dir := filepath.Dir(f.Name()); dir != filepath.Join(s.data, "media", "tmp") {
		t.Errorf("it stands in %s", dir)
	}
	_, err = io.WriteString(f, "half of a packet")
	talaantest.Must(t, err)
	talaantest.Must(t, f.Close())
	talaantest.Must(t, f.Close())
	if _, err := os.Stat(f.Name()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it stays: %v", err)
	}
}

// remote is a store whose files are not on this machine.
type remote struct{ blob.Store }

func (r remote) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	f, err := r.Store.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	return struct{ io.ReadSeekCloser }{f}, nil
}

// Whether the bytes stand on this machine or elsewhere, they are read from disk,
// and nothing is left.
func TestOnDisk(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []bool{false, true} {
		s := newShelf(t, talaantest.New(t, sqldb.SQLite), func(o *media.Options) {
			if elsewhere {
				o.Store = remote{o.Store}
			}
		})
		staged := s.stage("a.txt", "hello")
		f, err := s.OnDisk(t.Context(), staged.SHA256)
		talaantest.Must(t, err)
		if text, err := io.ReadAll(f); err != nil || string(text) != "hello" {
			t.Errorf("read %q, %v", text, err)
		}
		talaantest.Must(t, f.Close())
		talaantest.Must(t, staged.Close())
		left, err := os.ReadDir(filepath.Join(s.data, "media", "tmp"))
		talaantest.Must(t, err)
		for _, e := range left {
			if e.Type().IsRegular() {
				t.Errorf("%s stays (elsewhere: %t)", e.Name(), elsewhere)
			}
		}
		if _, err := s.OnDisk(t.Context(), "00"+staged.SHA256[2:]); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("what is not there: %v", err)
		}
	}
}
