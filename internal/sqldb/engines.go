package sqldb

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens one writing connection, whose transactions take the write
// lock at once, and a pool of reading ones. Every commit is on disk before it
// is answered (WAL with synchronous=FULL).
func (db *DB) openSQLite(path string) error {
	if path == "" {
		return errors.New("the file's path is missing: write sqlite:FILE")
	}
	common := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-4000)"}}
	dsn := func(extra ...string) string {
		q := url.Values{"_pragma": append(extra, common["_pragma"]...)}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	var err error
	if db.writer, err = sql.Open("sqlite", dsn()+"&_txlock=immediate"); err != nil {
		return err
	}
	db.writer.SetMaxOpenConns(1)
	if db.reader, err = sql.Open("sqlite", dsn("query_only(1)")); err != nil {
		return err
	}
	db.reader.SetMaxOpenConns(readers())
	db.reader.SetMaxIdleConns(readers())
	return nil
}

// openMySQL opens one pool for both reads and writes.
func (db *DB) openMySQL(rawURL string) error {
	u, err := url.Parse(rawURL)
	if err != nil {
		return errors.New("the address cannot be read: write mysql://user:password@host:port/name")
	}
	name := strings.TrimPrefix(u.Path, "/")
	if u.Host == "" || name == "" {
		return errors.New("host or database name is missing: write mysql://user:password@host:port/name")
	}
	cfg := mysql.NewConfig()
	cfg.Net, cfg.Addr, cfg.DBName = "tcp", u.Host, name
	if u.Port() == "" {
		cfg.Addr = u.Hostname() + ":3306"
	}
	cfg.User = u.User.Username()
	cfg.Passwd, _ = u.User.Password()
	cfg.ClientFoundRows = true // an UPDATE that changes nothing still counts its row
	cfg.Collation = "utf8mb4_bin"
	cfg.InterpolateParams = true // one round trip per statement
	cfg.Timeout = 10 * time.Second
	cfg.Params = map[string]string{
		"sql_mode":                 "'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
		"time_zone":                "'+00:00'",
		"innodb_lock_wait_timeout": "10",
	}
	conn, err := mysql.NewConnector(cfg)
	if err != nil {
		return err
	}
	db.writer = sql.OpenDB(conn)
	db.writer.SetMaxOpenConns(32)
	db.writer.SetMaxIdleConns(16)
	db.writer.SetConnMaxIdleTime(5 * time.Minute)
	db.reader = db.writer
	return nil
}

// Errors that stores act upon; every driver error is translated to these once.
var (
	// ErrNoRows: a query for one row found none.
	ErrNoRows = errors.New("no such row")
	// ErrDuplicate: a unique key is taken.
	ErrDuplicate = errors.New("duplicate key")
	// ErrReferenced: the row is used by another table, or names a row that does not exist.
	ErrReferenced = errors.New("foreign key")
	// errTransient: the transaction lost to another one and may be tried again.
	errTransient = errors.New("transaction must be tried again")
)

func isTransient(err error) bool { return errors.Is(err, errTransient) }

// translate maps driver errors by their code to this package's errors and
// keeps the original for the log.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoRows
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		switch code := se.Code(); {
		case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE, code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return fmt.Errorf("%w: %w", ErrDuplicate, err)
		case code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return fmt.Errorf("%w: %w", ErrReferenced, err)
		case code&0xff == sqlite3.SQLITE_BUSY:
			return fmt.Errorf("%w: %w", errTransient, err)
		}
		return err
	}
	var me *mysql.MySQLError
	if errors.As(err, &me) {
		switch me.Number {
		case 1062:
			return fmt.Errorf("%w: %w", ErrDuplicate, err)
		case 1451, 1452:
			return fmt.Errorf("%w: %w", ErrReferenced, err)
		case 1213, 1205, 1020: // deadlock, lock wait timeout, record changed since last read
			return fmt.Errorf("%w: %w", errTransient, err)
		}
	}
	return err
}
