package keyring

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"talaan/internal/sqldb"
)

// checkName is the setting that tells whether a secret is the database's own.
const checkName = "key_check"

// Open returns the ring of the secret in the file at path. The first program
// that opens a database makes the file and leaves a mark of it in the
// database; from then on a missing or different file is refused, because with
// another secret nothing that was sealed can be read.
func Open(ctx context.Context, db *sqldb.DB, path string, random io.Reader) (*Ring, error) {
	mark, err := findMark(ctx, db)
	if err != nil {
		return nil, err
	}
	r, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		if mark != "" {
			return nil, fmt.Errorf("the key file %s is missing, and this database was made with one. Copy %s from the server that runs with this database, or from the backup, to that place, or say where it is with --key-file", path, FileName)
		}
		r, err = create(path, random)
	}
	if err != nil {
		return nil, err
	}
	if mark == "" {
		if mark, err = leaveMark(ctx, db, r.mark()); err != nil {
			return nil, err
		}
	}
	if !hmac.Equal([]byte(mark), []byte(r.mark())) {
		return nil, fmt.Errorf("the key file %s belongs to another database. All servers of one database need the same file: copy %s from the server that runs with this database, or from its backup, to that place, or say where it is with --key-file", path, FileName)
	}
	return r, nil
}

// Belongs returns an error unless the database was made with this secret.
func (r *Ring) Belongs(ctx context.Context, db *sqldb.DB) error {
	mark, err := findMark(ctx, db)
	if err == nil && !hmac.Equal([]byte(mark), []byte(r.mark())) {
		err = errors.New("this database was made with another secret")
	}
	return err
}

// mark tells this secret from others without giving it away.
func (r *Ring) mark() string {
	m := hmac.New(sha256.New, r.Key("check"))
	m.Write([]byte("Talaan"))
	return hex.EncodeToString(m.Sum(nil))
}

// findMark returns the mark in the database, or nothing.
func findMark(ctx context.Context, db *sqldb.DB) (mark string, err error) {
	err = db.View(ctx, func(tx *sqldb.Tx) (err error) {
		mark, err = sqldb.One[string](ctx, tx, `SELECT value FROM settings WHERE name = ?`, checkName)
		return err
	})
	if errors.Is(err, sqldb.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the mark of the key file: %w", err)
	}
	return mark, nil
}

// leaveMark writes the mark and returns the one that holds: that of another
// server if it came first.
func leaveMark(ctx context.Context, db *sqldb.DB, mark string) (string, error) {
	err := db.InTx(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)`, checkName, mark)
		return err
	})
	if errors.Is(err, sqldb.ErrDuplicate) {
		return findMark(ctx, db)
	}
	if err != nil {
		return "", fmt.Errorf("write the mark of the key file: %w", err)
	}
	return mark, nil
}
