// Package disk is what the standard library lacks of disks: names forced to
// disk, free space, and locks between programs.
package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// SyncDir forces the names in a folder to disk. Windows does that by itself.
func SyncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the operator names the folder
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// WriteFile puts a small file on disk, whole or not at all, for its owner's eyes alone.
func WriteFile(path string, content []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temp.Name())
		}
	}()
	_, err = temp.Write(content)
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// ErrLocked says that another program holds the lock.
var ErrLocked = errors.New("another program holds the lock")

// Lock is a lock on a file, which is let go when the program ends, however it ends.
type Lock struct{ file *os.File }

// TryLock locks the file, which it makes, alone or together with others. It does
// not wait: ErrLocked when others hold it otherwise.
func TryLock(path string, alone bool) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the folder
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := lock(f, alone); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Lock{f}, nil
}

// Unlock lets the lock go.
func (l *Lock) Unlock() error { return l.file.Close() }
