package backup

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// Status is how far a backup is.
type Status string

// The stages of a backup.
const (
	Waiting Status = "Waiting"
	Running Status = "Running"
	Done    Status = "Done"
	Failed  Status = "Failed"
)

// Verification is what is known of whether a backup can be restored.
type Verification string

// What can be known; blank when nobody asked.
const (
	VerifyWaiting Verification = "Waiting"
	VerifyRunning Verification = "Running"
	Good          Verification = "Good"
	Bad           Verification = "Bad"
)

// Kind is how a backup keeps the hospital's files.
type Kind string

// The kinds.
const (
	Complete Kind = "complete" // all in one file
	Folder   Kind = "folder"   // beside it, each content once for all backups of the folder
)

// Backup is one backup that was asked for.
type Backup struct {
	ID           int64        `json:"id" db:"id"`
	Status       Status       `json:"status" db:"status" enum:"Waiting,Running,Done,Failed"`
	StartedAt    time.Time    `json:"started_at" db:"started_at" doc:"The state of this moment is in it, or of one soon after"`
	StartedBy    string       `json:"started_by" db:"started_by" doc:"Name of who asked for it"`
	Scheduled    bool         `json:"scheduled" db:"scheduled"`
	EndedAt      *time.Time   `json:"ended_at" db:"ended_at"`
	Note         string       `json:"note" db:"note"`
	Kind         Kind         `json:"kind" db:"kind" enum:"complete,folder" doc:"All in one file; or the hospital's files beside it, each content once for all backups of the folder"`
	Folder       string       `json:"folder" db:"folder" doc:"On the server"`
	FileName     string       `json:"file_name" db:"file_name"`
	Size         int64        `json:"size" db:"size" doc:"Bytes of the backup file"`
	Files        int64        `json:"files" db:"files" doc:"How many of the hospital's files belong to it"`
	FilesBytes   int64        `json:"files_bytes" db:"files_bytes"`
	Encrypted    bool         `json:"encrypted" db:"encrypted"`
	DoneBytes    int64        `json:"done_bytes" db:"done_bytes" doc:"How far it is, while it is running, being verified or being restored"`
	TotalBytes   int64        `json:"total_bytes" db:"total_bytes" doc:"About how far it has to go; 0 when that is not known yet"`
	Failure      string       `json:"failure" db:"failure" doc:"Why it failed"`
	Verification Verification `json:"verification" db:"verification" enum:",Waiting,Running,Good,Bad" doc:"Whether it was restored for a trial and found right"`
	VerifiedAt   *time.Time   `json:"verified_at" db:"verified_at"`
	Finding      string       `json:"finding" db:"finding" doc:"What is wrong with it"`
	RemovedAt    *time.Time   `json:"removed_at" db:"removed_at" doc:"When its file was deleted because newer ones are kept"`

	RestoreStatus  Status     `json:"restore_status" db:"restore_status" enum:",Waiting,Running,Done,Failed" doc:"How far its last restore is that was asked for here; blank when there was none"`
	RestoreAskedBy string     `json:"restore_asked_by" db:"restore_asked_by" doc:"Name of who asked for the restore"`
	RestoreEndedAt *time.Time `json:"restore_ended_at" db:"restore_ended_at"`
	RestoreFailure string     `json:"restore_failure" db:"restore_failure" doc:"Why the restore was given up; the hospital went on as before"`
}

// beingRestored reports whether a restore of it was asked for and has not ended.
func (b Backup) beingRestored() bool {
	return b.RestoreStatus == Waiting || b.RestoreStatus == Running
}

// entity names backups in the audit trail and to the open pages.
const entity = "backup"

func load(ctx context.Context, tx *sqldb.Tx, id int64) (Backup, error) {
	b, err := sqldb.One[Backup](ctx, tx, `SELECT `+sqldb.Columns[Backup]("")+` FROM backups WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return b, errs.NotFoundf("There is no backup %d.", id)
	}
	if err != nil {
		return b, fmt.Errorf("load backup %d: %w", id, err)
	}
	return b, nil
}

// list returns the backups with an id below one, the latest first.
func list(ctx context.Context, tx *sqldb.Tx, below int64, limit int) ([]Backup, error) {
	out, err := sqldb.All[Backup](ctx, tx, `SELECT `+sqldb.Columns[Backup]("")+` FROM backups WHERE id < ? ORDER BY id DESC LIMIT ?`, below, limit)
	if err != nil {
		return nil, fmt.Errorf("list backups: %w", err)
	}
	return out, nil
}

// ask notes that a backup is wanted; the file's name is that of its moment.
func (b *Backups) ask(ctx context.Context, tx *sqldb.Tx, d BackupDestination, note string, scheduled bool) (Backup, error) {
	row := Backup{
		Status: Waiting, StartedAt: tx.Now, StartedBy: authz.From(ctx).Name, Scheduled: scheduled, Note: note,
		Kind: d.kind(), Folder: d.Folder, FileName: FileName(tx.Now, b.Zone),
	}
	var err error
	if row.ID, err = sqldb.Insert(ctx, tx, "backups", row); err != nil {
		return row, fmt.Errorf("note a backup: %w", err)
	}
	return row, audit.Record(ctx, tx, audit.Entry{Action: "asked for", Entity: entity, ID: row.ID, After: map[string]any{"folder": row.Folder, "note": note}})
}

// change writes a backup's row and tells the open pages.
func change(ctx context.Context, tx *sqldb.Tx, b Backup) error {
	if err := sqldb.Update(ctx, tx, "backups", b.ID, b); err != nil {
		return fmt.Errorf("write backup %d: %w", b.ID, err)
	}
	tx.Changed(entity, b.ID)
	return nil
}

// shorten cuts a text to what its column takes.
func shorten(text string) string {
	const most = 2000
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}

// The kinds of work of which one goes on at a time.
const (
	writing   = "write"
	verifying = "verify"
	restoring = "restore"
)

// leaseTime is how long whoever works may be silent before the work counts as interrupted.
const leaseTime = 5 * time.Minute

// lease is the right to do one kind of work.
type lease struct {
	name, holder string
}

// busy are refusals because somebody else does the same work.
var busy = map[string]string{
	writing:   "Another backup is being made; wait until it has ended.",
	verifying: "Another backup is being verified; wait until that has ended.",
	restoring: "A backup is being restored; wait until that has ended.",
}

// acquire takes the lease, or refuses with errs.Conflict.
func (b *Backups) acquire(ctx context.Context, tx *sqldb.Tx, name string) (lease, error) {
	l := lease{name, b.holder}
	n, err := tx.Exec(ctx, `UPDATE backup_leases SET holder = ?, until = ? WHERE name = ? AND until <= ?`, l.holder, tx.Now.Add(leaseTime), name, tx.Now)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO backup_leases (name, holder, until) VALUES (?, ?, ?)`, name, l.holder, tx.Now.Add(leaseTime))
	}
	if errors.Is(err, sqldb.ErrDuplicate) {
		return l, errs.Conflictf("%s", busy[name])
	}
	return l, err
}

// renew keeps the lease; it fails when somebody else has taken it meanwhile.
func (l lease) renew(ctx context.Context, tx *sqldb.Tx) error {
	n, err := tx.Exec(ctx, `UPDATE backup_leases SET until = ? WHERE name = ? AND holder = ?`, tx.Now.Add(leaseTime), l.name, l.holder)
	if err == nil && n == 0 {
		err = errors.New("this computer was silent for so long that another one took over")
	}
	return err
}

// release gives the lease back.
func (l lease) release(ctx context.Context, tx *sqldb.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM backup_leases WHERE name = ? AND holder = ?`, l.name, l.holder)
	return err
}

// Holds reports whether a backup is being made or restored just now, which
// needs files that nothing else may use any more.
func Holds(ctx context.Context, tx *sqldb.Tx) (bool, error) {
	n, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM backup_leases WHERE name IN (?, ?) AND until > ?`, writing, restoring, tx.Now)
	return n > 0, err
}

// List returns the latest backups, the last first.
func (b *Backups) List(ctx context.Context, limit int) (out []Backup, err error) {
	err = b.DB.View(ctx, func(tx *sqldb.Tx) error {
		out, err = list(ctx, tx, math.MaxInt64, limit)
		return err
	})
	return out, err
}
