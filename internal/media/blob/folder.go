package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"talaan/internal/clock"
)

// temporary is the folder, inside the store's, of files that are being written.
const temporary = "tmp"

// Folder keeps files in a folder. A file is written under a temporary name,
// forced to disk, renamed, and its folder forced to disk, so that a power cut
// leaves all of it or nothing.
type Folder struct {
	dir   string
	clock clock.Clock
	safe  sync.Map // folders whose own entries are known to be on disk
}

// NewFolder makes the folder when it is not there; only its owner may read it.
func NewFolder(dir string, clk clock.Clock) (*Folder, error) {
	f := &Folder{dir: dir, clock: clk}
	for _, d := range []string{dir, f.Temp()} {
		if err := f.makeDir(d); err != nil {
			return nil, fmt.Errorf("make the folder of files: %w", err)
		}
	}
	return f, nil
}

// Temp is a folder on the same disk for files that are not finished.
func (f *Folder) Temp() string { return filepath.Join(f.dir, temporary) }

// String names the folder.
func (f *Folder) String() string { return "folder " + f.dir }

func (f *Folder) path(key string) (string, error) {
	if err := validKey(key); err != nil {
		return "", err
	}
	return filepath.Join(f.dir, filepath.FromSlash(key)), nil
}

// makeDir makes dir and its parents, and forces their names to disk even when
// someone else made them a moment ago. It trusts what it once forced.
func (f *Folder) makeDir(dir string) error {
	if _, ok := f.safe.Load(dir); ok {
		return nil
	}
	parent := filepath.Dir(dir)
	if _, err := os.Stat(parent); errors.Is(err, fs.ErrNotExist) || (dir != f.dir && parent != f.dir) {
		if err := f.makeDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := syncDir(parent); err != nil {
		return err
	}
	f.safe.Store(dir, true)
	return nil
}

// syncDir forces the names in a folder to disk. Windows does that by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // below the store's folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Put writes a file beside, then moves it into place.
func (f *Folder) Put(_ context.Context, key string, from io.Reader, size int64) error {
	path, err := f.path(key)
	if err != nil {
		return err
	}
	temp, err := f.write(from, size)
	if err != nil {
		return fmt.Errorf("store %s: %w", key, err)
	}
	if err := f.place(path, func() error { return os.Rename(temp, path) }); err != nil {
		return errors.Join(fmt.Errorf("store %s: %w", key, err), os.Remove(temp))
	}
	return nil
}

// write makes a complete temporary file that is on disk.
func (f *Folder) write(from io.Reader, size int64) (path string, err error) {
	temp, err := os.CreateTemp(f.Temp(), "put-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err = errors.Join(err, temp.Close()); err != nil {
			_ = os.Remove(temp.Name()) // swept later if it stays
		}
	}()
	n, err := io.Copy(temp, io.LimitReader(from, size+1))
	if err != nil {
		return "", err
	}
	if n != size {
		return "", fmt.Errorf("got %d bytes of %d", n, size)
	}
	now := f.clock.Now()
	if err := os.Chtimes(temp.Name(), now, now); err != nil {
		return "", err
	}
	return temp.Name(), temp.Sync()
}

// place lets move put a file at path and forces its name to disk.
func (f *Folder) place(path string, move func() error) error {
	dir := filepath.Dir(path)
	if err := f.makeDir(dir); err != nil {
		return err
	}
	err := move()
	if errors.Is(err, fs.ErrNotExist) { // someone removed the folder under us
		f.forget(dir)
		if err = f.makeDir(dir); err == nil {
			err = move()
		}
	}
	if err != nil {
		return err
	}
	return syncDir(dir)
}

// forget makes makeDir look again at dir and its parents.
func (f *Folder) forget(dir string) {
	for ; len(dir) >= len(f.dir); dir = filepath.Dir(dir) {
		f.safe.Delete(dir)
	}
}

// Link gives the file at path a second name in the store.
func (f *Folder) Link(key, from string) (bool, error) {
	path, err := f.path(key)
	if err != nil {
		return false, err
	}
	now := f.clock.Now()
	if err := os.Chtimes(from, now, now); err != nil {
		return false, nil //nolint:nilerr // whoever copies it instead hears what is wrong
	}
	var refused error
	err = f.place(path, func() error {
		err := os.Link(from, path)
		if errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if !errors.Is(err, fs.ErrExist) {
			refused = err // some disks have no second names
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("store %s: %w", key, err)
	}
	return refused == nil, nil
}

// Open opens a file for reading.
func (f *Folder) Open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	path, err := f.path(key)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path) //nolint:gosec // the key was checked
	if err != nil {
		return nil, found(err)
	}
	return file, nil
}

// Stat looks at a file.
func (f *Folder) Stat(_ context.Context, key string) (Object, error) {
	path, err := f.path(key)
	if err != nil {
		return Object{}, err
	}
	i, err := os.Stat(path)
	if err != nil {
		return Object{}, found(err)
	}
	return Object{key, i.Size(), i.ModTime()}, nil
}

// Delete removes a file; its folders stay.
func (f *Folder) Delete(_ context.Context, key string) error {
	path, err := f.path(key)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete %s: %w", key, err)
	}
	return nil
}

func found(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	return err
}

// List walks the folder; files that come or go meanwhile may be missed.
func (f *Folder) List(ctx context.Context, prefix string, each func(Object) error) error {
	root := filepath.Join(f.dir, filepath.FromSlash(prefix))
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case d.IsDir() && path == f.Temp():
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		key := filepath.ToSlash(strings.TrimPrefix(path, f.dir+string(filepath.Separator)))
		if isKey(key) { // else it is not ours
			return each(Object{key, info.Size(), info.ModTime()})
		}
		return nil
	})
}
