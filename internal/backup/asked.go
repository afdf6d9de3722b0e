package backup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type restoreInput struct {
	ID   int64 `path:"id"`
	Body struct {
		HospitalName string         `json:"hospital_name" minLength:"1" maxLength:"200" doc:"Typed by hand, to confirm that all that is there now goes"`
		Passphrase   httpapi.Secret `json:"passphrase,omitempty" maxLength:"200" doc:"Of this backup, when it is another one than that which is set"`
	}
}

// askedFor is a restore that was asked for at this server; the passphrase is
// written down nowhere.
type askedFor struct {
	id         int64
	passphrase string
	by         authz.Caller
}

// askToRestore notes that a backup shall take the place of the present.
func (b *Backups) askToRestore(ctx context.Context, tx *sqldb.Tx, in *restoreInput) (Backup, error) {
	row, err := load(ctx, tx, in.ID)
	if err != nil {
		return row, err
	}
	name, err := hospital.Name(ctx, tx)
	if err != nil {
		return row, err
	}
	passphrase, err := b.passphraseOf(ctx, tx, row, string(in.Body.Passphrase))
	switch {
	case err != nil:
		return row, err
	case name == "":
		return row, errs.Conflictf("The hospital has no name yet, which has to be typed. Give it one first.")
	case in.Body.HospitalName != name:
		return row, errs.InvalidField("hospital_name", "must be the hospital's name, exactly as it is set: %s", name)
	case row.Status != Done:
		return row, errs.Conflictf("Backup %d is not done, so there is nothing to restore.", row.ID)
	case row.RemovedAt != nil:
		return row, errs.Conflictf("The file of backup %d was deleted, because newer ones are kept.", row.ID)
	case row.Verification == VerifyWaiting || row.Verification == VerifyRunning:
		return row, errs.Conflictf("Backup %d is being verified; wait until that has ended.", row.ID)
	case row.Encrypted && passphrase == "":
		return row, errs.InvalidField("passphrase", "is needed: this backup is encrypted, and no passphrase is set")
	}
	if _, err := b.acquire(ctx, tx, restoring); err != nil {
		return row, err
	}
	b.asked.Store(&askedFor{row.ID, passphrase, authz.From(ctx)})
	row.RestoreStatus, row.RestoreAskedBy, row.RestoreEndedAt, row.RestoreFailure = Waiting, authz.From(ctx).Name, nil, ""
	row.DoneBytes, row.TotalBytes = 0, row.bytesToRead()
	if err := change(ctx, tx, row); err != nil {
		return row, err
	}
	return row, audit.Record(ctx, tx, audit.Entry{Action: "asked to restore", Entity: entity, ID: row.ID})
}

// passphraseOf returns the passphrase that was given, or the one that is set.
func (b *Backups) passphraseOf(ctx context.Context, tx *sqldb.Tx, row Backup, given string) (string, error) {
	if given != "" || !row.Encrypted {
		return given, nil
	}
	_, sealed, err := loadSettings(ctx, tx)
	if err != nil {
		return "", err
	}
	return b.passphrase(sealed)
}

// bytesToRead is about how much is read to restore or verify it.
func (b Backup) bytesToRead() int64 {
	if b.Kind == Folder {
		return b.Size + b.FilesBytes
	}
	return b.Size
}

// Asked is a restore that somebody asked for, prepared.
type Asked struct {
	*Prepared
	ID int64 // of the backup
	By authz.Caller
}

// Merge is Prepared.Merge in the name of who asked; no other restore begins meanwhile.
func (a *Asked) Merge(ctx context.Context) error {
	ctx = authz.With(ctx, a.By)
	defer a.b.keepLease(ctx)()
	_, err := a.Prepared.Merge(ctx, a.ID)
	return err
}

// keepLease renews the lease of the restore until done is called.
func (b *Backups) keepLease(ctx context.Context) (done func()) {
	ended, renewing := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(renewing)
		t := time.NewTicker(leaseTime / 5)
		defer t.Stop()
		for {
			select {
			case <-ended:
				return
			case <-t.C:
				if err := b.DB.InTx(ctx, func(tx *sqldb.Tx) error { return lease{restoring, b.holder}.renew(ctx, tx) }); err != nil {
					b.Log.Warn("the lease of a restore cannot be renewed", "error", err)
				}
			}
		}
	}()
	return func() { close(ended); <-renewing }
}

// PrepareAsked prepares the restore that was asked for at this server, if there
// is one; otherwise it returns nil. What cannot be prepared is written down.
func (b *Backups) PrepareAsked(ctx context.Context) (*Asked, error) {
	row, asked, err := b.takeAsked(ctx)
	if err != nil || asked == nil {
		return nil, err
	}
	from := Source{Path: filepath.Join(row.Folder, row.FileName), Passphrase: asked.passphrase}
	p, err := b.prepareHeld(ctx, lease{restoring, b.holder}, from, func(ctx context.Context, tx *sqldb.Tx, done int64) error {
		_, err := tx.Exec(ctx, `UPDATE backups SET done_bytes = ? WHERE id = ?`, done, row.ID)
		tx.Changed(entity, row.ID)
		return err
	})
	if err != nil {
		if ctx.Err() != nil {
			err = errStopped
		}
		b.Log.Error("nothing was restored", "backup", row.ID, "error", err)
		return nil, b.NotRestored(authz.With(ctx, asked.by), row.ID, inWords(row.Folder, err))
	}
	return &Asked{p, row.ID, asked.by}, nil
}

// errStopped ends a restore when the program does.
var errStopped = errors.New("it was interrupted: the program was stopped")

// GiveUp ends a restore whose program ends before it was done.
func (a *Asked) GiveUp(ctx context.Context) error {
	return errors.Join(a.Close(), a.b.NotRestored(authz.With(ctx, a.By), a.ID, errStopped))
}

// takeAsked returns the restore to begin with, nil for none, and writes down one
// whose program died.
func (b *Backups) takeAsked(ctx context.Context) (row Backup, asked *askedFor, err error) {
	var rows []Backup
	holder := ""
	err = b.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		rows, err = sqldb.All[Backup](ctx, tx, `SELECT `+sqldb.Columns[Backup]("")+` FROM backups WHERE restore_status IN (?, ?) ORDER BY id LIMIT 1`, Waiting, Running)
		if err != nil || len(rows) == 0 {
			return err
		}
		holders, err := sqldb.All[string](ctx, tx, `SELECT holder FROM backup_leases WHERE name = ? AND until > ?`, restoring, tx.Now)
		for _, h := range holders {
			holder = h
		}
		return err
	})
	if err != nil || len(rows) == 0 {
		return row, nil, err
	}
	row, asked = rows[0], b.asked.Load()
	switch {
	case holder == "":
		return row, nil, b.NotRestored(authz.With(ctx, authz.System("restore")), row.ID, errors.New("it was interrupted: the program ended"))
	case holder != b.holder || row.RestoreStatus != Waiting || asked == nil || asked.id != row.ID:
		return row, nil, nil // another server's, or begun already
	}
	err = b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		row.RestoreStatus = Running
		return change(ctx, tx, row)
	})
	return row, asked, err
}

// NotRestored writes down why a restore was given up, and lets others begin one.
func (b *Backups) NotRestored(ctx context.Context, id int64, why error) error {
	ctx = context.WithoutCancel(ctx)
	return b.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := (lease{restoring, b.holder}).release(ctx, tx); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE backups SET restore_status = ?, restore_ended_at = ?, restore_failure = ? WHERE id = ? AND restore_status IN (?, ?)`,
			Failed, tx.Now, shorten(why.Error()), id, Waiting, Running)
		if err != nil || n == 0 { // the restored state holds, in spite of it
			return err
		}
		tx.Changed(entity, id)
		return audit.Record(ctx, tx, audit.Entry{Action: "not restored", Entity: entity, ID: id, After: map[string]any{"failure": shorten(why.Error())}})
	})
}

// restoreEnded writes into the restored state that it is there.
func restoreEnded(ctx context.Context, tx *sqldb.Tx, id int64) error {
	_, err := tx.Exec(ctx, `UPDATE backups SET restore_status = ?, restore_ended_at = ? WHERE id = ? AND restore_status = ?`, Done, tx.Now, id, Running)
	return err
}

// mark is the name of the row of backup_leases that tells states of a database
// server apart: its holder changes with every restore.
const mark = "restored"

func setMark(ctx context.Context, tx *sqldb.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE backup_leases SET holder = ? WHERE name = ?`, rand.Text(), mark)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO backup_leases (name, holder, until) VALUES (?, ?, ?)`, mark, rand.Text(), tx.Now)
	}
	if err != nil {
		return fmt.Errorf("mark the restored state: %w", err)
	}
	return nil
}

// Mark tells whether the rows of a database server are still those that were
// there when it was read before: a restore changes it.
func Mark(ctx context.Context, db *sqldb.DB) (text string, err error) {
	err = db.View(ctx, func(tx *sqldb.Tx) error {
		rows, err := sqldb.All[string](ctx, tx, `SELECT holder FROM backup_leases WHERE name = ?`, mark)
		for _, r := range rows {
			text = r
		}
		return err
	})
	return text, err
}
