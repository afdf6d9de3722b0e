package sqldb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

type migration struct {
	number     int
	statements []string
	rebuilds   bool // its tables take the place of others, under their names
}

// rebuildsMark is the first line of a migration that rebuilds tables: while it
// runs, a table may go although others refer to it, because another comes under its name.
const rebuildsMark = "-- rebuilds tables\n"

// ErrTooNew says that the database was written by a newer version of the program.
var ErrTooNew = errors.New("this database was made by a newer Talaan; install that version, or restore a backup made with this one")

// Migrate brings the database to this program's schema. Each file runs one
// statement at a time and its number is recorded after each one, because on
// MySQL a statement that changes the schema cannot be rolled back. Servers that
// start at once take turns.
func (db *DB) Migrate(ctx context.Context) error {
	list, err := migrations(db.engine)
	if err != nil {
		return err
	}
	if db.engine != MySQL {
		return db.migrate(ctx, list) // each step looks again under the write lock
	}
	conn, err := db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to migrate: %w", translate(err))
	}
	defer func() { _ = conn.Close() }() // back to the pool
	const lock = `CONCAT('talaan schema ', SHA1(DATABASE()))`
	var got sql.NullInt64
	if err := conn.QueryRowContext(ctx, `SELECT GET_LOCK(`+lock+`, 60)`).Scan(&got); err != nil || got.Int64 != 1 {
		return errors.Join(errors.New("another server is changing this database's schema; start again when it has finished"), err)
	}
	err = db.migrate(ctx, list)
	_, rerr := conn.ExecContext(context.WithoutCancel(ctx), `DO RELEASE_LOCK(`+lock+`)`)
	return errors.Join(err, rerr)
}

func (db *DB) migrate(ctx context.Context, list []migration) error {
	if _, err := db.writer.ExecContext(ctx, db.tableOptions(`CREATE TABLE IF NOT EXISTS schema_steps (step INTEGER NOT NULL PRIMARY KEY)`)); err != nil {
		return fmt.Errorf("make the table of schema steps: %w", err)
	}
	var done sql.NullInt64
	if err := db.writer.QueryRowContext(ctx, `SELECT MAX(step) FROM schema_steps`).Scan(&done); err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	last := 0
	for _, m := range list {
		for i, stmt := range m.statements {
			step := m.number*1000 + i + 1
			last = step
			if int64(step) <= done.Int64 {
				continue
			}
			if err := db.step(ctx, step, stmt, m.rebuilds); err != nil {
				return fmt.Errorf("schema step %d: %w", step, err)
			}
		}
	}
	if done.Int64 > int64(last) {
		return ErrTooNew
	}
	return nil
}

// step runs one statement, unless another server has done so meanwhile. On MySQL
// its number stands there as a negative one while it runs: when the server
// dies then, the next one knows that the statement may have been done.
func (db *DB) step(ctx context.Context, step int, stmt string, rebuilds bool) error {
	begun, err := db.begin(ctx, step)
	if err != nil {
		return err
	}
	if rebuilds && db.engine == SQLite {
		restore, err := db.withoutForeignKeys(ctx)
		if err != nil {
			return err
		}
		defer restore()
	}
	err = db.InTx(ctx, func(tx *Tx) error {
		if n, err := One[int64](ctx, tx, `SELECT COUNT(*) FROM schema_steps WHERE step = ?`, step); err != nil || n > 0 {
			return err
		}
		if err := db.change(ctx, tx, stmt, rebuilds); err != nil && (!begun || !alreadyThere(err, stmt)) {
			return err
		}
		record := `INSERT INTO schema_steps (step) VALUES (?)`
		if db.engine == MySQL {
			record = `UPDATE schema_steps SET step = -step WHERE step = -?`
		}
		_, err := tx.Exec(ctx, record, step)
		return err
	})
	var refused *mysql.MySQLError
	if !begun && errors.As(err, &refused) { // the server says that it did nothing
		_, derr := db.writer.ExecContext(ctx, `DELETE FROM schema_steps WHERE step = ?`, -step)
		err = errors.Join(err, derr)
	}
	return err
}

// withoutForeignKeys stops SQLite's one writing connection from checking them
// until restore is called; inside a transaction that cannot be done.
func (db *DB) withoutForeignKeys(ctx context.Context) (restore func(), err error) {
	if _, err := db.writer.ExecContext(ctx, `PRAGMA foreign_keys = 0`); err != nil {
		return nil, err
	}
	return func() {
		_, _ = db.writer.ExecContext(context.WithoutCancel(ctx), `PRAGMA foreign_keys = 1`) // as when it was opened
	}, nil
}

// change runs the statement of a step.
func (db *DB) change(ctx context.Context, tx *Tx, stmt string, rebuilds bool) (err error) {
	if rebuilds && db.engine == MySQL {
		if _, err := tx.Exec(ctx, `SET foreign_key_checks = 0`); err != nil {
			return err
		}
		defer func() {
			_, rerr := tx.Exec(context.WithoutCancel(ctx), `SET foreign_key_checks = 1`)
			err = errors.Join(err, rerr)
		}()
	}
	_, err = tx.Exec(ctx, db.tableOptions(stmt))
	return err
}

// begin marks a step as begun and reports whether it already was.
func (db *DB) begin(ctx context.Context, step int) (bool, error) {
	if db.engine != MySQL {
		return false, nil // the statement and its number are one transaction
	}
	_, err := db.writer.ExecContext(ctx, `INSERT INTO schema_steps (step) VALUES (?)`, -step)
	if err = translate(err); errors.Is(err, ErrDuplicate) {
		return true, nil
	}
	return false, err
}

// alreadyThere reports whether MySQL refused to make a table, column or key
// because there is one of that name, or to rename a table that has been renamed.
func alreadyThere(err error, stmt string) bool {
	var me *mysql.MySQLError
	if !errors.As(err, &me) {
		return false
	}
	switch me.Number {
	case 1050, 1060, 1061:
		return true
	case 1146: // no such table
		return strings.Contains(stmt, " RENAME TO ")
	}
	return false
}

func (db *DB) tableOptions(stmt string) string {
	if db.engine == MySQL && strings.HasPrefix(stmt, "CREATE TABLE") {
		return stmt + " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
	}
	return stmt
}

// migrations reads the embedded files, NNNN_name.sql, in order. A statement
// ends with a semicolon at the end of a line; {{id}} stands for the engine's
// own counting primary key.
func migrations(engine Engine) ([]migration, error) {
	entries, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	id := "INTEGER PRIMARY KEY AUTOINCREMENT"
	if engine == MySQL {
		id = "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY"
	}
	var out []migration
	for _, e := range entries {
		number, err := strconv.Atoi(e.Name()[:4])
		if err != nil {
			return nil, fmt.Errorf("migration %s: the name must start with four digits", e.Name())
		}
		text, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		m := migration{number: number, rebuilds: strings.HasPrefix(string(text), rebuildsMark)}
		for stmt := range strings.SplitSeq(withoutComments(string(text)), ";\n") {
			if stmt = strings.TrimSpace(stmt); stmt != "" {
				m.statements = append(m.statements, strings.ReplaceAll(stmt, "{{id}}", id))
			}
		}
		out = append(out, m)
	}
	return out, nil
}

func withoutComments(sqlText string) string {
	var b strings.Builder
	for line := range strings.Lines(sqlText) {
		if !strings.HasPrefix(strings.TrimSpace(line), "--") {
			b.WriteString(line)
		}
	}
	return b.String()
}
