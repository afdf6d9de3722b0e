package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"talaan/internal/backup/archive"
	"talaan/internal/clock"
	"talaan/internal/disk"
	"talaan/internal/media"
)

// Source is a backup file and how to read it.
type Source struct {
	Path       string
	Passphrase string // blank when it has none
}

// Verify restores a backup for a trial into a folder of its own inside temp,
// which it removes again, and checks everything in it and all files beside it.
// moved hears of what was read. The error says what is wrong.
func Verify(ctx context.Context, from Source, temp string, clk clock.Clock, m moved) (archive.Manifest, error) {
	dir, err := os.MkdirTemp(temp, verifyFolder+"*")
	if err != nil {
		return archive.Manifest{}, err
	}
	u, err := from.unpack(ctx, dir, clk, m, func(_ context.Context, _ media.Stored, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err != nil {
		return archive.Manifest{}, errors.Join(err, os.RemoveAll(dir))
	}
	if u.manifest.Files.Where == archive.Beside {
		err = from.eachBeside(ctx, u, func(f media.Stored, r io.Reader) error { return copyExactly(io.Discard, counting{r, m}, f) })
	}
	return u.manifest, errors.Join(err, u.Close(), os.RemoveAll(dir))
}

// unpack opens the file and reads it into a database in dir.
func (s Source) unpack(ctx context.Context, dir string, clk clock.Clock, m moved, file func(ctx context.Context, f media.Stored, r io.Reader) error) (_ *unpacked, err error) {
	f, err := os.Open(s.Path)
	if err != nil {
		return nil, fmt.Errorf("open the backup: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file", s.Path)
	}
	if err != nil {
		return nil, err
	}
	free, err := disk.Free(dir)
	if err != nil {
		return nil, err
	}
	return unpack(ctx, counting{f, m}, dir, archive.Options{Passphrase: s.Passphrase, Tables: max(free-reserve, 1)}, clk, file)
}

// eachBeside gives every file that belongs to a backup and is kept beside it.
func (s Source) eachBeside(ctx context.Context, u *unpacked, do func(f media.Stored, r io.Reader) error) error {
	folder := filepath.Dir(s.Path)
	all := expectation{db: u.db}
	var count, size int64
	for {
		f, ok, err := all.next(ctx)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		count, size = count+1, size+f.Size
		r, err := openIn(folder, f, u.manifest.Files.Sealed, u.keys)
		if errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%w: the file %s is missing in %s", archive.ErrIncomplete, f.SHA256, filepath.Join(folder, filesFolder))
		}
		if err != nil {
			return err
		}
		if err := errors.Join(do(f, r), r.Close()); err != nil {
			return fmt.Errorf("%w: %w", archive.ErrDamaged, err)
		}
	}
	if count != u.manifest.Files.Count || size != u.manifest.Files.Bytes {
		return fmt.Errorf("%w: it names %d files of %d bytes, not %d of %d", archive.ErrDamaged, count, size, u.manifest.Files.Count, u.manifest.Files.Bytes)
	}
	return nil
}

// HasFiles reports whether a backup comes with the hospital's files; one that was
// made only to go back to after a restore does not.
func HasFiles(m archive.Manifest) bool { return m.Files.Where != archive.InUse }
