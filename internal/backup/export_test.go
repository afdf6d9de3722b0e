package backup

import (
	"context"
	"io"

	"talaan/internal/backup/archive"
)

// SwapAt is Swap that asks at before every change of the disk, and ends there
// when it returns an error, as a power cut does.
func (p *Prepared) SwapAt(at func(what string) error) error { return p.swap(at) }

// WriteTo writes a complete backup of the present to path, without noting it;
// edit may change what it says of itself.
func (b *Backups) WriteTo(ctx context.Context, path string, edit func(*archive.About)) error {
	s, err := b.take(ctx, "", func(int64) {})
	if err != nil {
		return err
	}
	edit(&s.about)
	_, err = writeFile(ctx, path, func(w io.Writer) error {
		return b.compose(ctx, s, w, "", archive.Files{Where: archive.Inside}, func(int64) {})
	})
	return err
}
