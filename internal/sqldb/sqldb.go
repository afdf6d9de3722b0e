// Package sqldb is the one way to the database: SQLite inside the program or a
// MySQL-protocol server. Both run the same SQL; this package hides what differs.
package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"talaan/internal/clock"
	"talaan/internal/live"
)

// Engine is the kind of database behind a DB.
type Engine string

// The engines.
const (
	SQLite Engine = "sqlite"
	MySQL  Engine = "mysql"
)

// DB is an open database. Acts run in InTx, reads in View.
type DB struct {
	engine Engine
	writer *sql.DB
	reader *sql.DB
	clock  clock.Clock
	notify func([]live.Change)
	late   func(ctx context.Context, tx *Tx, rows []any) error
}

// Open connects to url: `sqlite:PATH` or `mysql://user:pass@host:port/name`.
// It does not migrate; call Migrate before use.
func Open(ctx context.Context, url string, clk clock.Clock) (*DB, error) {
	scheme, rest, ok := strings.Cut(url, ":")
	if !ok {
		return nil, fmt.Errorf("database %q: write sqlite:FILE or mysql://user:password@host:port/name", Redact(url))
	}
	db := &DB{engine: Engine(scheme), clock: clk, notify: func([]live.Change) {}, late: nobody}
	var err error
	switch db.engine {
	case SQLite:
		err = db.openSQLite(rest)
	case MySQL:
		err = db.openMySQL(url)
	default:
		return nil, fmt.Errorf("database %q: the kind must be sqlite or mysql", Redact(url))
	}
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", Redact(url), err)
	}
	if err := db.reach(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", Redact(url), err), db.Close())
	}
	return db, nil
}

// reach connects for the first time. SQLite says busy at once to a second
// program that opens a new file at the same moment.
func (db *DB) reach(ctx context.Context) error {
	var err error
	for try := range attempts {
		if try > 0 {
			if werr := pause(ctx, try); werr != nil {
				return errors.Join(err, werr)
			}
		}
		if err = translate(db.writer.PingContext(ctx)); !isTransient(err) {
			return err
		}
	}
	return err
}

// Redact returns url without user and password, for logs and messages, also
// when it is not written as it should be.
func Redact(url string) string {
	scheme, _, ok := strings.Cut(url, ":")
	at := strings.LastIndex(url, "@")
	switch {
	case at < 0 || scheme == string(SQLite): // a file's name may hold anything
		return url
	case !ok || len(scheme) > at:
		return "***" + url[at:]
	}
	return scheme + ":***" + url[at:]
}

// Engine tells which kind of database this is.
func (db *DB) Engine() Engine { return db.engine }

// OnCommit sets who is told of the changes of every committed transaction.
func (db *DB) OnCommit(f func([]live.Change)) { db.notify = f }

// BeforeCommit sets who writes what transactions kept with Late, as the last
// thing before the commit; when it fails, nothing of the transaction is done.
func (db *DB) BeforeCommit(f func(ctx context.Context, tx *Tx, rows []any) error) { db.late = f }

func nobody(context.Context, *Tx, []any) error {
	return errors.New("there are rows to be written before the commit, and nobody to write them")
}

// Close ends all connections.
func (db *DB) Close() error {
	if db.reader == db.writer {
		return db.writer.Close()
	}
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// Ping answers nil when the database can be reached.
func (db *DB) Ping(ctx context.Context) error { return db.reader.PingContext(ctx) }

// attempts is how often InTx tries a transaction that lost to another one.
const attempts = 10

// InTx runs fn in one read-write transaction and commits it when fn returns
// nil. When the engine reports a deadlock, a serialization failure or a busy
// database the whole of fn runs again, so fn must do nothing but database work.
func (db *DB) InTx(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for try := range attempts {
		if try > 0 {
			if werr := pause(ctx, try); werr != nil {
				return errors.Join(err, werr)
			}
		}
		if err = db.once(ctx, fn); !isTransient(err) {
			return err
		}
	}
	return fmt.Errorf("gave up after %d attempts: %w", attempts, err)
}

func pause(ctx context.Context, try int) error {
	t := time.NewTimer(time.Duration(1+rand.IntN(1<<min(try, 6))) * time.Millisecond) //nolint:gosec // spreads retries, guards nothing
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (db *DB) once(ctx context.Context, fn func(*Tx) error) error {
	var opts *sql.TxOptions
	if db.engine == MySQL {
		// Each statement sees the latest committed rows, so a row read after it
		// was locked by an UPDATE is never stale.
		opts = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	stx, err := db.writer.BeginTx(ctx, opts)
	if err != nil {
		return translate(err)
	}
	tx := &Tx{sql: stx, Now: db.clock.Now().UTC().Truncate(time.Millisecond)}
	done := false
	defer func() {
		if !done {
			_ = stx.Rollback() // the first error, or the panic, is the one to report
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if len(tx.late) > 0 {
		if err := db.late(ctx, tx, tx.late); err != nil {
			return err
		}
	}
	if err := stx.Commit(); err != nil {
		return translate(err)
	}
	done = true
	if len(tx.changes) > 0 {
		db.notify(tx.changes)
	}
	return nil
}

// View runs fn in a read-only transaction that sees one moment of the database.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if db.engine == MySQL {
		opts.Isolation = sql.LevelRepeatableRead
	}
	stx, err := db.reader.BeginTx(ctx, opts)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = stx.Rollback() }() // nothing was written
	return fn(&Tx{sql: stx, Now: db.clock.Now().UTC().Truncate(time.Millisecond)})
}

// readers is how many connections serve reads at once on SQLite.
func readers() int { return max(4, 2*runtime.NumCPU()) }
