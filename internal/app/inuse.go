package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"talaan/internal/backup"
	"talaan/internal/disk"
)

// The locks in the data folder of a SQLite database. Everything that opens the
// database holds the first together with others, and what replaces the database holds
// it alone; a server holds the second alone.
const (
	useLock    = "in-use.lock"
	serverLock = "server.lock"
)

// inUse is the right to use the data folder.
type inUse struct{ locks map[string]*disk.Lock }

// letGo gives it back.
func (u *inUse) letGo() error {
	if u == nil {
		return nil
	}
	var err error
	for name := range u.locks {
		err = errors.Join(err, u.unlock(name))
	}
	return err
}

func (u *inUse) unlock(name string) error {
	l := u.locks[name]
	delete(u.locks, name)
	return l.Unlock()
}

// sqliteFile returns the database's file, with the folder of it made when it is the
// data folder; blank when the database is a server's.
func (c Config) sqliteFile() (string, error) {
	scheme, path, _ := strings.Cut(c.Database, ":")
	if c.Database != "" && scheme != "sqlite" {
		return "", nil
	}
	if path != "" {
		return filepath.Abs(path)
	}
	if c.Data == "" {
		return "", errors.New("the data folder is missing: give --data DIR")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return "", fmt.Errorf("make the data folder: %w", err)
	}
	path, err := filepath.Abs(filepath.Join(c.Data, "talaan.db"))
	if err != nil {
		return "", fmt.Errorf("find the data folder: %w", err)
	}
	return path, nil
}

// locked takes a lock of the data folder.
func (u *inUse) lock(c Config, name string, alone bool, says string) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	l, err := disk.TryLock(filepath.Join(c.Data, name), alone)
	if errors.Is(err, disk.ErrLocked) {
		return fmt.Errorf("%s: %s", c.Data, says)
	}
	if err != nil {
		return err
	}
	if u.locks == nil {
		u.locks = map[string]*disk.Lock{}
	}
	u.locks[name] = l
	return nil
}

// use takes the right to use the data folder together with others, after it has
// ended a restore that was interrupted.
func (c Config) use() (*inUse, error) {
	u := &inUse{}
	file, err := c.sqliteFile()
	if err != nil || file == "" || c.Data == "" {
		return u, err
	}
	begun, err := backup.Unfinished(c.Data)
	if err != nil {
		return u, err
	}
	if begun {
		alone, err := c.useAlone()
		if err != nil {
			return u, err
		}
		if err := errors.Join(backup.Finish(c.Data), alone.letGo()); err != nil {
			return u, fmt.Errorf("end the restore that was interrupted: %w", err)
		}
		c.Log.Info("a restore that was interrupted has been ended")
	}
	return u, u.lock(c, useLock, false, "a backup is being restored here; start again when that has ended")
}

// useAlone takes the right to replace what is in the data folder.
func (c Config) useAlone() (*inUse, error) {
	u := &inUse{}
	if err := u.serve(c); err != nil {
		return u, err
	}
	if err := u.lock(c, useLock, true, "a server or a command of Talaan is working with this data folder. Stop the server first, and wait until all commands have ended"); err != nil {
		return u, errors.Join(err, u.letGo())
	}
	return u, nil
}

// alone keeps everybody else from the data folder, for the server that replaces the
// database. When a command is at work there, nothing changes and the error says so.
func (u *inUse) alone(c Config) error {
	if u.locks[useLock] == nil { // the database is a server's
		return nil
	}
	err := u.unlock(useLock)
	if err == nil {
		err = u.lock(c, useLock, true, "a command of Talaan is working with this data folder. Wait until it has ended, then restore again")
	}
	if err != nil {
		return errors.Join(err, u.lock(c, useLock, false, "a command has taken it"))
	}
	return nil
}

// together lets others use the data folder again.
func (u *inUse) together(c Config) error {
	if u.locks[useLock] == nil {
		return nil
	}
	return errors.Join(u.unlock(useLock), u.lock(c, useLock, false, "a command has taken it"))
}

// serve takes the right to be the one server of a SQLite database.
func (u *inUse) serve(c Config) error {
	file, err := c.sqliteFile()
	if err != nil || file == "" {
		return err
	}
	return u.lock(c, serverLock, true, "another Talaan server is running with this data folder. One folder has one server; use a MariaDB database (--database) for several")
}
