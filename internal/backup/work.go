package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// Work asks for the scheduled backups when it is their time, and makes all that
// are waiting. Of several servers one does so.
func (b *Backups) Work(ctx context.Context) error {
	if err := b.schedule(authz.With(ctx, authz.System("schedule"))); err != nil {
		return fmt.Errorf("schedule backups: %w", err)
	}
	for ctx.Err() == nil {
		row, l, err := b.claim(ctx, writing, b.begin, "status = ?", Waiting)
		if err != nil || row == nil {
			return err
		}
		if err := b.makeOne(ctx, l, *row); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// schedule asks for a backup in every destination, once after each time of day.
func (b *Backups) schedule(ctx context.Context) error {
	var due bool
	look := func(tx *sqldb.Tx) (s BackupSettings, err error) {
		if s, _, err = loadSettings(ctx, tx); err != nil || s.DailyAt == "" {
			return s, err
		}
		n, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM backups WHERE scheduled = 1 AND started_at >= ?`, lastTime(s.DailyAt, tx.Now, b.Zone))
		due = n == 0
		return s, err
	}
	err := b.DB.View(ctx, func(tx *sqldb.Tx) error { // nothing to do is the usual case, and costs no write
		_, err := look(tx)
		return err
	})
	if err != nil || !due {
		return err
	}
	return b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Next(ctx, "scheduled backups"); err != nil { // one server at a time
			return err
		}
		s, err := look(tx)
		if err != nil || !due {
			return err
		}
		for _, d := range b.places(s) {
			if _, err := b.ask(ctx, tx, d, "", true); err != nil {
				return err
			}
		}
		return nil
	})
}

// lastTime returns when it was last that time of day, like 02:30.
func lastTime(daily string, now time.Time, zone *time.Location) time.Time {
	at, err := time.Parse("15:04", daily)
	if err != nil {
		return now // the settings let nothing else in
	}
	local := now.In(zone)
	last := time.Date(local.Year(), local.Month(), local.Day(), at.Hour(), at.Minute(), 0, 0, zone)
	if last.After(now) {
		last = time.Date(local.Year(), local.Month(), local.Day()-1, at.Hour(), at.Minute(), 0, 0, zone)
	}
	return last
}

// claim takes the row that where finds and that has waited longest, under a lease
// that one server holds, and notes that work on it begins; nil when there is
// none, or another server is at it.
func (b *Backups) claim(ctx context.Context, name string, begin func(context.Context, *sqldb.Tx, *Backup) error, where string, args ...any) (row *Backup, l lease, err error) {
	next := func(tx *sqldb.Tx) ([]Backup, error) {
		return sqldb.All[Backup](ctx, tx, `SELECT `+sqldb.Columns[Backup]("")+` FROM backups WHERE `+where+` ORDER BY id LIMIT 1`, args...)
	}
	var waiting []Backup
	err = b.DB.View(ctx, func(tx *sqldb.Tx) (err error) { // nothing to do is the usual case, and costs no write
		waiting, err = next(tx)
		return err
	})
	if err != nil || len(waiting) == 0 {
		return nil, l, err
	}
	err = b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		row = nil
		if l, err = b.acquire(ctx, tx, name); err != nil {
			return err
		}
		if waiting, err = next(tx); err != nil || len(waiting) == 0 {
			return errors.Join(err, l.release(ctx, tx))
		}
		row = &waiting[0]
		return begin(ctx, tx, row)
	})
	if errs.Is(err, errs.Conflict) {
		return nil, l, nil
	}
	return row, l, err
}

func (b *Backups) makeOne(ctx context.Context, l lease, row Backup) error {
	var s BackupSettings
	var sealed string
	err := b.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		s, sealed, err = loadSettings(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	passphrase, err := b.passphrase(sealed)
	if err == nil && row.Folder == filepath.Join(b.Data, "backups") {
		err = os.MkdirAll(row.Folder, 0o700)
	}
	if err != nil {
		return err
	}
	row, err = b.run(ctx, l, row, passphrase, nil)
	if err != nil {
		b.Log.Error("backup failed", "backup", row.ID, "folder", row.Folder, "error", err)
		return ctx.Err() // it is written down; the others are made all the same
	}
	b.Log.Info("backup made", "backup", row.ID, "folder", row.Folder, "file", row.FileName, "bytes", row.Size)
	if row.Scheduled && s.VerifyEach {
		err = b.DB.InTx(ctx, func(tx *sqldb.Tx) error { return b.wantVerified(ctx, tx, &row) })
	}
	return errors.Join(err, b.retain(ctx, row.Folder, s))
}

// wantVerified notes that a backup shall be verified.
func (b *Backups) wantVerified(ctx context.Context, tx *sqldb.Tx, row *Backup) error {
	row.Verification, row.VerifiedAt, row.Finding, row.DoneBytes = VerifyWaiting, nil, "", 0
	return change(ctx, tx, *row)
}

// VerifyWanted verifies all backups that wait for it.
func (b *Backups) VerifyWanted(ctx context.Context) error {
	for ctx.Err() == nil {
		// One that is running under no lease was interrupted.
		row, l, err := b.claim(ctx, verifying, beginVerification, "verification IN (?, ?)", VerifyWaiting, VerifyRunning)
		if err != nil || row == nil {
			return err
		}
		if err := b.verifyOne(ctx, l, *row); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func beginVerification(ctx context.Context, tx *sqldb.Tx, row *Backup) error {
	row.Verification = VerifyRunning
	return change(ctx, tx, *row)
}

func (b *Backups) verifyOne(ctx context.Context, l lease, row Backup) error {
	var sealed string
	err := b.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		_, sealed, err = loadSettings(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	passphrase, err := b.passphrase(sealed)
	if err != nil {
		return err
	}
	if err := tidy(b.Data, verifyFolder); err != nil {
		b.Log.Warn("what an interrupted verification left cannot be removed", "error", err)
	}
	row.TotalBytes = row.bytesToRead()
	path := filepath.Join(row.Folder, row.FileName)
	bad := b.guard(ctx, row.Folder, func(done int64) error { return b.progress(ctx, l, &row, done, nil) }, func(ctx context.Context, m moved) error {
		_, err := Verify(ctx, Source{Path: path, Passphrase: passphrase}, b.Data, b.Clock, m)
		return err
	})
	stopped := ctx.Err()
	ctx = context.WithoutCancel(ctx)
	return b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		row.Verification, row.VerifiedAt, row.Finding = Good, &tx.Now, ""
		if bad != nil {
			row.Verification, row.Finding = Bad, shorten(bad.Error())
		}
		if stopped != nil {
			row.Verification, row.VerifiedAt, row.Finding = VerifyWaiting, nil, ""
		}
		return errors.Join(change(ctx, tx, row), l.release(ctx, tx))
	})
}
