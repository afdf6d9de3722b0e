package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"talaan/internal/backup"
	"talaan/internal/backup/archive"
	"talaan/internal/chart"
	"talaan/internal/media"
	"talaan/internal/media/blob"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// backups makes the area of backups; a is nil when the database cannot be opened.
func (c Config) backups(a *App, zone *time.Location) (*backup.Backups, error) {
	file, err := c.sqliteFile()
	if err != nil {
		return nil, err
	}
	o := backup.Options{
		Clock: c.Clock, Log: c.Log, Data: c.Data, KeyFile: c.KeyFile, Program: Version, Zone: zone, File: file,
		Forget: []func(context.Context, *sqldb.Tx) error{staff.Forget, media.Forget, chart.Forget},
	}
	if a != nil {
		o.DB, o.Media, o.Keys, o.Trail = a.DB, a.Media, a.Keys, a.Trail
	}
	return backup.New(o), nil
}

// RestoreRequest says which backup takes the place of the present.
type RestoreRequest struct {
	From backup.Source
	// Damaged restores although the present database cannot be read; nothing of it
	// is kept but a copy of its files.
	Damaged bool
	// Confirm is asked before anything changes, with the name that has to be typed.
	Confirm func(name string, m archive.Manifest) error
	// Progress hears how many bytes were read; it may be nil.
	Progress func(done int64)
}

// Restored is what came of a restore.
type Restored struct {
	Manifest archive.Manifest
	Before   string // folder of the safety copy
}

// Restore puts a backup in the place of the present. With SQLite nothing else may
// use the data folder.
func Restore(ctx context.Context, c Config, r RestoreRequest) (done Restored, err error) {
	c = c.withDefaults()
	file, err := c.sqliteFile()
	if err != nil {
		return done, err
	}
	use := &inUse{}
	if file != "" {
		if use, err = c.useAlone(); err != nil {
			return done, err
		}
	}
	defer func() { err = errors.Join(err, use.letGo()) }()
	if file != "" {
		if err := backup.Finish(c.Data); err != nil {
			return done, err
		}
	}
	b, closePresent, err := c.present(ctx, r.Damaged)
	if err != nil {
		return done, err
	}
	p, err := b.PrepareGuarded(ctx, r.From, r.Progress)
	if err != nil {
		return done, errors.Join(err, b.Over(ctx), closePresent())
	}
	done.Manifest = p.Manifest()
	name, err := p.Name(ctx)
	if err == nil {
		err = r.Confirm(name, done.Manifest)
	}
	if err == nil {
		done.Before, err = p.Merge(ctx, 0)
	}
	if err = errors.Join(err, b.Over(ctx), closePresent()); err != nil {
		return done, errors.Join(err, p.Close())
	}
	return done, p.Swap()
}

// present opens what is there now.
func (c Config) present(ctx context.Context, damaged bool) (*backup.Backups, func() error, error) {
	if !damaged {
		a, err := open(ctx, c)
		if err != nil {
			return nil, nil, fmt.Errorf("the present database cannot be opened: %w\nTo restore nevertheless, and keep nothing of it but a copy of its files, add --damaged", err)
		}
		return a.Backups, a.Close, nil
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, nil, err
	}
	b, err := c.backups(nil, zone)
	if err == nil && b.File == "" {
		err = errors.New("--damaged is for SQLite; give a MariaDB server's data an empty database instead")
	}
	if err != nil {
		return nil, nil, err
	}
	store, err := blob.Open(ctx, c.Media, c.Data, c.Clock)
	if err != nil {
		return nil, nil, err
	}
	if b.Media, err = media.New(media.Options{Store: store, Clock: c.Clock, Log: c.Log, Data: c.Data}); err != nil {
		return nil, nil, err
	}
	return b, b.Media.Close, nil
}
