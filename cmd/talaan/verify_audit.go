package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"talaan/internal/app"
	"talaan/internal/audit"
	"talaan/internal/sqldb"
)

type verifyAuditCmd struct {
	storage
	Heads []string `help:"A file of heads that was kept elsewhere, such as that of --audit-heads. audit-heads.txt in the data folder is always read." sep:"none" placeholder:"FILE"`
	Head  []string `help:"A head that was printed or written down." placeholder:"N-PRINT"`
}

// Run reads the whole trail and names the first entry that is not as it was written.
func (c *verifyAuditCmd) Run(e *env) error {
	heads, err := c.kept(e) // before the trail, which may grow meanwhile
	if err != nil {
		return err
	}
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	said := time.Now()
	end, err := a.Trail.Verify(e.ctx, a.DB, heads, func(done int64) {
		if time.Since(said) >= progressEvery {
			said = time.Now()
			_, _ = fmt.Fprintf(e.stderr, "%d entries read\n", done)
		}
	})
	var fault *audit.Fault
	if errors.As(err, &fault) {
		_, err = fmt.Fprintf(e.stdout, "Entry %d %s.\n%s\n", fault.Entry, fault.What, present(e.ctx, a.DB, fault.Entry))
		return errors.Join(fmt.Errorf("the audit trail is not as it was written, from entry %d on", fault.Entry), err, a.Close())
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return fmt.Errorf("the audit trail could not be checked to its end: %w", err)
	}
	_, err = fmt.Fprintf(e.stdout, "All %d entries are as they were written. Head: %s\nCompared with %d heads that were kept.\n", end.Entry, end.Text, len(heads))
	return err
}

// kept gathers the heads to compare with.
func (c *verifyAuditCmd) kept(e *env) ([]audit.Head, error) {
	var heads []audit.Head
	for _, text := range c.Head {
		h, err := audit.ParseHead(text)
		if err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	own, err := readHeads(e, filepath.Join(c.Data, audit.HeadsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	heads = append(heads, own...)
	for _, path := range c.Heads {
		list, err := readHeads(e, path)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return nil, fmt.Errorf("%s holds no head of an audit trail", path)
		}
		heads = append(heads, list...)
	}
	return heads, nil
}

func readHeads(e *env, path string) ([]audit.Head, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("read the heads of the audit trail: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	heads, passed, err := audit.ReadHeads(f)
	if err != nil {
		return nil, fmt.Errorf("read the heads of the audit trail in %s: %w", path, err)
	}
	for _, n := range passed {
		_, _ = fmt.Fprintf(e.stderr, "%s: line %d is no head and is passed over\n", path, n)
	}
	return heads, nil
}

// present says what stands at an entry's number now.
func present(ctx context.Context, db *sqldb.DB, id int64) string {
	var l audit.Line
	err := db.View(ctx, func(tx *sqldb.Tx) (err error) {
		l, err = audit.Find(ctx, tx, id)
		return err
	})
	if errors.Is(err, sqldb.ErrNoRows) {
		return fmt.Sprintf("There is no entry %d now.", id)
	}
	if err != nil {
		return fmt.Sprintf("What entry %d says now cannot be read.", id)
	}
	actor := fmt.Sprintf("%q", l.Actor)
	if l.ActorID != nil {
		actor += fmt.Sprintf(" (user %d)", *l.ActorID)
	}
	says := fmt.Sprintf("Entry %d says now: at %s %s %q %s %d", id, l.At.Format(time.RFC3339), actor, l.Action, l.Entity, l.EntityID)
	if l.PatientID != nil {
		says += fmt.Sprintf(", of patient %d", *l.PatientID)
	}
	return says + "."
}
