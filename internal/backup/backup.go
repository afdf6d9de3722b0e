// Package backup keeps the hospital from losing anything: it writes everything
// there is, of one moment, into one file, proves that this file can be read back,
// and puts it in the place of the present when that is asked for.
package backup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"talaan/internal/audit"
	"talaan/internal/clock"
	"talaan/internal/disk"
	"talaan/internal/keyring"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

// Options are what backups are made of.
type Options struct {
	DB      *sqldb.DB // nil when it cannot be read: then one can only restore
	Media   *media.Library
	Keys    *keyring.Ring
	Trail   *audit.Chain
	Clock   clock.Clock
	Log     *slog.Logger
	Data    string // folder of everything the program keeps
	KeyFile string // the program's secret; secret.key in Data when blank
	Program string // its version
	Zone    *time.Location
	File    string // of the SQLite database; blank on a database server
	// Forget ends what must not come to life again after a restore, such as sessions.
	Forget []func(ctx context.Context, tx *sqldb.Tx) error
}

// Backups makes, checks and keeps backups.
type Backups struct {
	Options
	look   time.Duration // how often it is looked at whether work moves
	holder string        // names this running program in leases
	asked  atomic.Pointer[askedFor]
}

// New makes the area.
func New(o Options) *Backups {
	return &Backups{Options: o, look: lookEvery, holder: rand.Text()}
}

// BackupDestination is a folder for backups.
type BackupDestination struct {
	Folder   string `json:"folder" minLength:"1" maxLength:"1000" doc:"Absolute path on the server, such as a USB stick or a network share"`
	Complete bool   `json:"complete" doc:"Each backup holds the hospital's files itself; otherwise they are kept beside the backups, each content once"`
}

func (d BackupDestination) kind() Kind {
	if d.Complete {
		return Complete
	}
	return Folder
}

func (o Options) keyFile() string {
	if o.KeyFile != "" {
		return o.KeyFile
	}
	return filepath.Join(o.Data, keyring.FileName)
}

func (o Options) headsFile() string { return filepath.Join(o.Data, audit.HeadsFile) }
func (o Options) tlsFolder() string { return filepath.Join(o.Data, "tls") }

// extension is how the names of backup files end.
const extension = ".talaan"

// FileName is the name of a backup made at a moment, in the hospital's own time.
func FileName(at time.Time, zone *time.Location) string {
	return "talaan-" + at.In(zone).Format("20060102-150405") + extension
}

// inWords says what became of a disk, for those errors that have a usual cause.
func inWords(folder string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case disk.IsFull(err):
		return fmt.Errorf("the disk of %s is full: %w", folder, err)
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("the disk of %s cannot be written to: %w", folder, err)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV):
		return fmt.Errorf("the disk of %s does not work any more; was the stick pulled out? %w", folder, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("the program may not write to %s: %w", folder, err)
	}
	return err
}
