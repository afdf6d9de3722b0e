package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"talaan/internal/disk"
)

func TestLock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	take := func(alone bool, want error) *disk.Lock {
		t.Helper()
		l, err := disk.TryLock(path, alone)
		if !errors.Is(err, want) {
			t.Fatalf("alone %v: %v, not %v", alone, err, want)
		}
		return l
	}
	first, second := take(false, nil), take(false, nil)
	take(true, disk.ErrLocked)
	if err := errors.Join(first.Unlock(), second.Unlock()); err != nil {
		t.Fatal(err)
	}
	alone := take(true, nil)
	take(false, disk.ErrLocked)
	take(true, disk.ErrLocked)
	if err := alone.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := take(false, nil).Unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestWriteFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	for _, text := range []string{"one", "another"} {
		if err := disk.WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("holds %q, %v", got, err)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("the folder holds %v, %v", list, err)
	}
	if err := disk.WriteFile(filepath.Join(dir, "none", "a"), nil); err == nil {
		t.Error("a file is written into a folder that is not there")
	}
}

func TestFree(t *testing.T) {
	t.Parallel()
	if n, err := disk.Free(t.TempDir()); err != nil || n <= 0 {
		t.Errorf("%d bytes, %v", n, err)
	}
	if _, err := disk.Free(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
