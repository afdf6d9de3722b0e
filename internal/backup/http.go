package backup

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/disk"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type makeInput struct {
	Body struct {
		Note        string             `json:"note,omitempty" maxLength:"500"`
		Destination *BackupDestination `json:"destination,omitempty" doc:"The first one of the settings when absent"`
	}
}

type settingsInput struct {
	Body BackupSchedule
}

type checkInput struct {
	Body struct {
		Folder string `json:"folder" minLength:"1" maxLength:"1000" doc:"Absolute path on the server"`
	}
}

// CheckedDestination is what a folder for backups is good for.
type CheckedDestination struct {
	Folder    string `json:"folder"`
	Writable  bool   `json:"writable"`
	FreeBytes int64  `json:"free_bytes" doc:"0 when that cannot be told"`
	Problem   string `json:"problem" doc:"Why nothing can be written there; blank when it can"`
}

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "backups"}
}

func accepted(o httpapi.Op) httpapi.Op {
	o.Status = http.StatusAccepted
	return o
}

// Register adds the operations on backups.
func (b *Backups) Register(api *httpapi.API) {
	httpapi.Read(api, authz.BackupRead, op("list-backups", http.MethodGet, "/backups", "Backups, the latest first"), listBackups)
	httpapi.Act(api, authz.BackupMake, accepted(op("make-backup", http.MethodPost, "/backups", "Make a backup; it begins within seconds, and get-backup tells how far it is")), b.askFor)
	httpapi.Read(api, authz.BackupRead, op("get-backup", http.MethodGet, "/backups/{id}", "One backup, and how far it is"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Backup, error) { return load(ctx, tx, in.ID) })
	httpapi.Act(api, authz.BackupMake, accepted(op("verify-backup", http.MethodPost, "/backups/{id}/verify", "Restore a backup for a trial and check everything in it; it begins within seconds")), b.askToVerify)
	httpapi.Act(api, authz.BackupRestore, accepted(op("restore-backup", http.MethodPost, "/backups/{id}/restore", "Put a backup in the place of the present; it is checked while everybody goes on working, and get-backup tells how far it is. Then all requests are answered 503 for a moment, and all sessions end")), b.askToRestore)
	httpapi.Read(api, authz.BackupRead, op("get-backup-settings", http.MethodGet, "/backup-settings", "When and where backups are made, and how long they are kept"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (BackupSettings, error) {
			s, _, err := loadSettings(ctx, tx)
			return s, err
		})
	httpapi.Act(api, authz.BackupSettings, op("replace-backup-settings", http.MethodPut, "/backup-settings", "Change when and where backups are made, and how long they are kept"),
		func(ctx context.Context, tx *sqldb.Tx, in *settingsInput) (BackupSettings, error) {
			return b.changeSettings(ctx, tx, in.Body)
		})
	httpapi.Raw(api, authz.BackupSettings, op("check-backup-destination", http.MethodPost, "/backup-settings/check", "Whether a folder can take backups, and how much room there is"),
		func(ctx context.Context, in *checkInput) (*httpapi.Answer[CheckedDestination], error) {
			return &httpapi.Answer[CheckedDestination]{Body: b.check(ctx, in.Body.Folder)}, nil
		})
}

func listBackups(ctx context.Context, tx *sqldb.Tx, in *httpapi.Page) (httpapi.List[Backup], error) {
	below := int64(math.MaxInt64)
	if err := in.After(&below); err != nil {
		return httpapi.List[Backup]{}, err
	}
	rows, err := list(ctx, tx, below, in.Limit+1)
	if err != nil {
		return httpapi.List[Backup]{}, err
	}
	return httpapi.NewList(rows, in.Limit, func(b Backup) any { return b.ID })
}

func (b *Backups) askFor(ctx context.Context, tx *sqldb.Tx, in *makeInput) (Backup, error) {
	d := in.Body.Destination
	if d == nil {
		s, _, err := loadSettings(ctx, tx)
		if err != nil {
			return Backup{}, err
		}
		d = &b.places(s)[0]
	}
	if !filepath.IsAbs(d.Folder) {
		return Backup{}, errs.InvalidField("destination.folder", "must be an absolute path on the server")
	}
	return b.ask(ctx, tx, *d, in.Body.Note, false)
}

func (b *Backups) askToVerify(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Backup, error) {
	row, err := load(ctx, tx, in.ID)
	if err != nil {
		return row, err
	}
	switch {
	case row.Status != Done:
		return row, errs.Conflictf("Backup %d is not done, so there is nothing to verify.", row.ID)
	case row.RemovedAt != nil:
		return row, errs.Conflictf("The file of backup %d was deleted, because newer ones are kept.", row.ID)
	case row.beingRestored():
		return row, errs.Conflictf("Backup %d is being restored, which checks it too.", row.ID)
	case row.Verification == VerifyWaiting || row.Verification == VerifyRunning:
		return row, nil
	}
	if err := b.wantVerified(ctx, tx, &row); err != nil {
		return row, err
	}
	return row, audit.Record(ctx, tx, audit.Entry{Action: "asked to verify", Entity: entity, ID: row.ID})
}

// checkTime is how long a folder may take to be looked at while somebody waits.
const checkTime = 10 * time.Second

// check writes a small file into a folder and removes it.
func (b *Backups) check(ctx context.Context, folder string) CheckedDestination {
	c := CheckedDestination{Folder: folder}
	if !filepath.IsAbs(folder) {
		c.Problem = "It must be an absolute path on the server."
		return c
	}
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	free := make(chan int64, 1)
	err := b.guard(ctx, folder, nil, func(context.Context, moved) error {
		n, err := disk.Free(folder)
		if err != nil {
			return err
		}
		free <- n
		f, err := os.CreateTemp(folder, "talaan-check-*")
		if err != nil {
			return err
		}
		return writeCheck(f)
	})
	select {
	case c.FreeBytes = <-free:
	default:
	}
	if err != nil {
		c.Problem = inWords(folder, err).Error()
	}
	c.Writable = err == nil
	return c
}

func writeCheck(f *os.File) error {
	_, err := f.WriteString("Talaan looks whether it can write here.\n")
	if err == nil {
		err = f.Sync()
	}
	for _, e := range []error{f.Close(), os.Remove(f.Name())} {
		if err == nil {
			err = e
		}
	}
	return err
}

// BackupAge is how old the last backup is that can surely be restored.
type BackupAge struct {
	Verified *time.Time `json:"verified" doc:"The moment whose state the last backup holds that was verified and is still kept; null when there is none"`
	Failed   string     `json:"failed" doc:"Why the last backup failed; blank when it did not"`
	Warn     bool       `json:"warn" doc:"There is none, or it is older than 36 hours, or the last one failed"`
}

// tooOld is how old the last verified backup may be.
const tooOld = 36 * time.Hour

// LastVerified tells how old the last verified backup is.
func LastVerified(ctx context.Context, tx *sqldb.Tx) (BackupAge, error) {
	good, err := sqldb.All[time.Time](ctx, tx, `SELECT started_at FROM backups WHERE verification = ? AND removed_at IS NULL ORDER BY started_at DESC LIMIT 1`, Good)
	if err != nil {
		return BackupAge{}, fmt.Errorf("find the last verified backup: %w", err)
	}
	ended, err := list(ctx, tx, math.MaxInt64, 20)
	if err != nil {
		return BackupAge{}, err
	}
	a := BackupAge{Warn: true}
	if len(good) > 0 {
		a.Verified, a.Warn = &good[0], tx.Now.Sub(good[0]) > tooOld
	}
	for _, r := range ended {
		if r.EndedAt != nil {
			a.Failed = r.Failure
			break
		}
	}
	a.Warn = a.Warn || a.Failed != ""
	return a, nil
}
