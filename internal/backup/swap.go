package backup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"talaan/internal/disk"
	"talaan/internal/keyring"
	"talaan/internal/sqldb"
)

// The names of what a restore makes in the data folder.
const (
	restoreFolder = "restore-"        // the new database, until it is swapped in
	beforeFolder  = "before-restore-" // the safety copy
	planFile      = "restore.json"    // the swap that was decided upon
	verifyFolder  = "verify-"         // a trial
	restoredFile  = ".restored"       // end of the names of keys until they are swapped in
)

// swap is what takes the place of the present: renames, and names that go. Once
// its file is in the data folder it will be done, by this program or by the next
// one that starts; doing it again changes nothing.
type swap struct {
	Steps  []swapStep `json:"steps"`
	Folder string     `json:"folder"` // of the new database; it goes at the end
	// Key is the secret of the state to which the steps belong, when that is in a
	// database server: they are done only if the server has that state.
	Key []byte `json:"key,omitempty"`
}

// swapStep moves From to To, in place of what is there; without From it removes To.
type swapStep struct {
	From string `json:"from,omitempty"`
	To   string `json:"to"`
}

func (s swap) write(data string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := disk.WriteFile(filepath.Join(data, planFile), text); err != nil {
		return fmt.Errorf("write down the swap: %w", err)
	}
	return nil
}

// readPlan returns the swap that was decided upon, nil when there is none.
func readPlan(data string) (*swap, error) {
	text, err := os.ReadFile(filepath.Join(data, planFile)) //nolint:gosec // the operator names the folder
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var s swap
	if err == nil {
		err = json.Unmarshal(text, &s)
	}
	if err != nil {
		return nil, fmt.Errorf("read the plan of a restore: %w", err)
	}
	return &s, nil
}

// Unfinished reports whether a restore was begun in the data folder that Finish
// has to end before the database is opened.
func Unfinished(data string) (bool, error) {
	s, err := readPlan(data)
	return s != nil && s.Key == nil, err
}

// Finish ends a restore that was interrupted. No other program may use the data
// folder meanwhile.
func Finish(data string) error {
	return finish(data, func(string) error { return nil })
}

// finish calls at before every change of the disk, for tests that end there.
func finish(data string, at func(what string) error) error {
	s, err := readPlan(data)
	if err != nil || s == nil || s.Key != nil {
		return err
	}
	return s.do(data, at)
}

// FinishKeys ends a restore into a database server that was interrupted before
// the files beside it were swapped in. It gives them up when the server has the
// state from before.
func FinishKeys(ctx context.Context, db *sqldb.DB, data string) error {
	return finishKeys(data, func(key []byte) bool {
		ring, err := keyring.Parse(key)
		return err == nil && ring.Belongs(ctx, db) == nil
	}, func(string) error { return nil })
}

func finishKeys(data string, done func(key []byte) bool, at func(what string) error) error {
	s, err := readPlan(data)
	if err != nil || s == nil || s.Key == nil {
		return err
	}
	if !done(s.Key) {
		var gone error
		for _, st := range s.Steps {
			if st.From != "" {
				gone = errors.Join(gone, ignoreMissing(os.Remove(st.From)))
			}
		}
		s.Steps = nil
		if gone != nil {
			return gone
		}
	}
	return s.do(data, at)
}

func (s *swap) do(data string, at func(what string) error) error {
	for _, st := range s.Steps {
		if err := at(st.To); err != nil {
			return err
		}
		if err := st.do(); err != nil {
			return fmt.Errorf("put the restored %s in its place: %w", filepath.Base(st.To), err)
		}
	}
	if err := at(planFile); err != nil {
		return err
	}
	if err := os.Remove(filepath.Join(data, planFile)); err != nil {
		return err
	}
	return errors.Join(disk.SyncDir(data), os.RemoveAll(s.Folder))
}

func (st swapStep) do() error {
	if st.From == "" {
		return ignoreMissing(os.Remove(st.To))
	}
	if err := os.Rename(st.From, st.To); err != nil {
		return ignoreMissing(err) // it was moved before
	}
	return disk.SyncDir(filepath.Dir(st.To))
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// tidy removes the folders of one kind that interrupted work left in a folder;
// whoever calls it holds the lease of that work.
func tidy(folder, kind string) error {
	left, err := filepath.Glob(filepath.Join(folder, kind+"[0-9]*"))
	for _, path := range left {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}
