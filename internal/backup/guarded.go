package backup

import (
	"context"
	"path/filepath"

	"talaan/internal/sqldb"
)

// PrepareGuarded is Prepare, given up when the backup's disk does not answer.
// Until the end of the restore no other one begins, and no server sweeps files.
func (b *Backups) PrepareGuarded(ctx context.Context, from Source, progress func(done int64)) (*Prepared, error) {
	var l lease
	if b.DB != nil {
		err := b.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
			l, err = b.acquire(ctx, tx, restoring)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return b.prepareHeld(ctx, l, from, func(_ context.Context, _ *sqldb.Tx, done int64) error {
		if progress != nil {
			progress(done)
		}
		return nil
	})
}

// prepareHeld is PrepareGuarded for who holds the lease; note hears of the
// progress, in a transaction unless the present cannot be opened.
func (b *Backups) prepareHeld(ctx context.Context, l lease, from Source, note func(ctx context.Context, tx *sqldb.Tx, done int64) error) (p *Prepared, err error) {
	if err := tidy(b.workFolder(), restoreFolder); err != nil {
		return nil, err
	}
	say := func(done int64) error {
		if b.DB == nil {
			return note(ctx, nil, done)
		}
		return b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			if err := l.renew(ctx, tx); err != nil {
				return err
			}
			return note(ctx, tx, done)
		})
	}
	err = b.guard(ctx, filepath.Dir(from.Path), say, func(ctx context.Context, m moved) (err error) {
		p, err = b.Prepare(ctx, from, m)
		return err
	})
	return p, err
}

// Over ends the restore, or the attempt, for the others; call it before the
// present database is closed.
func (b *Backups) Over(ctx context.Context) error {
	if b.DB == nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	return b.DB.InTx(ctx, func(tx *sqldb.Tx) error { return lease{restoring, b.holder}.release(ctx, tx) })
}
