// Package catalog keeps the hospital's reference lists, such as departments,
// rooms and services: short lists of named records that an Admin edits. It does
// for each of them what they share: versions, unique names, audit entries,
// refusal to delete what is in use, and the five HTTP operations.
package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// Head begins every record of a catalogue; embed it.
type Head struct {
	ID      int64 `json:"id" db:"id"`
	Version int64 `json:"version" db:"version" doc:"Raised by every change"`
}

func (h *Head) head() *Head { return h }

// Record is a pointer to a struct that embeds Head.
type Record[T any] interface {
	*T
	head() *Head
}

// Catalog is one list of records T, of which clients write the fields F.
type Catalog[T, F any, P Record[T]] struct {
	Table  string // of the database, with columns as T's db tags
	Entity string // in the audit trail and the live pages: "icd_mapping"
	Noun   string // for messages: "ICD mapping"
	Path   string // "/icd-mappings"
	Order  string // column that lists are sorted by

	Read  authz.Permission
	Write authz.Permission

	Fields func(*T) *F                                // the writable part of a record
	Label  func(*T) string                            // how people call one
	Loaded func(*T)                                   // fills what follows from the columns; may be nil
	Taken  func(*T) error                             // the refusal when its unique key is taken
	Check  func(*T) error                             // refuses bad fields and fills the columns that follow from them
	Before func(context.Context, *sqldb.Tx, *T) error // further work before a write; may be nil
	Keep   func(before, after *T) error               // refuses a client's change, or its deletion when after is nil; may be nil

	Saved  func(ctx context.Context, tx *sqldb.Tx, before, after *T) error // work that follows a write; before is nil for a new record; may be nil
	Forget func(ctx context.Context, tx *sqldb.Tx, id int64) error         // removes what belongs to a record alone, before it is deleted; may be nil
}

// List returns every record.
func (c *Catalog[T, F, P]) List(ctx context.Context, tx *sqldb.Tx) ([]T, error) {
	return c.Where(ctx, tx, "1 = 1")
}

// Where returns the records that match an SQL condition.
func (c *Catalog[T, F, P]) Where(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]T, error) {
	rows, err := sqldb.All[T](ctx, tx, `SELECT `+sqldb.Columns[T]("")+` FROM `+c.Table+` WHERE `+cond+` ORDER BY `+c.Order, args...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", c.Table, err)
	}
	if c.Loaded != nil {
		for i := range rows {
			c.Loaded(&rows[i])
		}
	}
	return rows, nil
}

// Get returns one record, or errs.NotFound.
func (c *Catalog[T, F, P]) Get(ctx context.Context, tx *sqldb.Tx, id int64) (T, error) {
	rows, err := c.Where(ctx, tx, "id = ?", id)
	if err != nil || len(rows) == 1 {
		return first(rows), err
	}
	return first(rows), errs.NotFoundf("There is no %s %d.", c.Noun, id)
}

func first[T any](rows []T) T {
	var zero T
	if len(rows) > 0 {
		return rows[0]
	}
	return zero
}

// Create adds a record.
func (c *Catalog[T, F, P]) Create(ctx context.Context, tx *sqldb.Tx, fields F) (T, error) {
	var r T
	*c.Fields(&r) = fields
	if err := c.check(ctx, tx, &r); err != nil {
		return r, err
	}
	return r, c.Insert(ctx, tx, &r)
}

// Insert writes a new record that was checked, and gives it its id.
func (c *Catalog[T, F, P]) Insert(ctx context.Context, tx *sqldb.Tx, r *T) error {
	h := P(r).head()
	h.Version = 1
	id, err := sqldb.Insert(ctx, tx, c.Table, *r)
	if err != nil {
		return c.refused(err, r)
	}
	h.ID = id
	if err := c.saved(ctx, tx, nil, r); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "created", Entity: c.Entity, ID: id, After: *r})
}

func (c *Catalog[T, F, P]) saved(ctx context.Context, tx *sqldb.Tx, before, after *T) error {
	if c.Saved == nil {
		return nil
	}
	return c.Saved(ctx, tx, before, after)
}

// Change writes the sent fields of a record.
func (c *Catalog[T, F, P]) Change(ctx context.Context, tx *sqldb.Tx, id int64, patch *httpapi.Patch[F]) (T, error) {
	if _, err := tx.Touch(ctx, c.Table, id); err != nil {
		var zero T
		return zero, err
	}
	r, err := c.Get(ctx, tx, id)
	if err != nil {
		return r, err
	}
	before := r
	P(&before).head().Version--
	if patch.Stale(P(&before).head().Version) {
		return r, httpapi.Stale(before)
	}
	if err := patch.Apply(c.Fields(&r)); err != nil {
		return r, err
	}
	if err := c.keep(&before, &r); err != nil {
		return r, err
	}
	return r, c.save(ctx, tx, &before, &r)
}

func (c *Catalog[T, F, P]) keep(before, after *T) error {
	if c.Keep == nil {
		return nil
	}
	return c.Keep(before, after)
}

func (c *Catalog[T, F, P]) save(ctx context.Context, tx *sqldb.Tx, before, after *T) error {
	if err := c.check(ctx, tx, after); err != nil {
		return err
	}
	return c.Replace(ctx, tx, before, after)
}

// Replace writes a changed record that was checked; before is as it was.
func (c *Catalog[T, F, P]) Replace(ctx context.Context, tx *sqldb.Tx, before, after *T) error {
	id := P(after).head().ID
	if err := sqldb.Update(ctx, tx, c.Table, id, *after); err != nil {
		return c.refused(err, after)
	}
	if err := c.saved(ctx, tx, before, after); err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: c.Entity, ID: id, Before: *before, After: *after})
}

// Edit changes a record by f, outside a client's request for it.
func (c *Catalog[T, F, P]) Edit(ctx context.Context, tx *sqldb.Tx, id int64, f func(*T)) error {
	if _, err := tx.Touch(ctx, c.Table, id); err != nil {
		return err
	}
	r, err := c.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	before := r
	f(&r)
	return c.save(ctx, tx, &before, &r)
}

// Remove deletes a record that nothing refers to.
func (c *Catalog[T, F, P]) Remove(ctx context.Context, tx *sqldb.Tx, id int64) error {
	if _, err := tx.Lock(ctx, c.Table, id); err != nil {
		return err
	}
	r, err := c.Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := c.keep(&r, nil); err != nil {
		return err
	}
	if c.Forget != nil {
		if err := c.Forget(ctx, tx, id); err != nil {
			return fmt.Errorf("delete %s %d: %w", c.Noun, id, err)
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM `+c.Table+` WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrReferenced) {
		return errs.Conflictf("%s is in use and cannot be deleted.", c.Label(&r))
	}
	if err != nil {
		return fmt.Errorf("delete %s %d: %w", c.Noun, id, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "deleted", Entity: c.Entity, ID: id, Before: r})
}

func (c *Catalog[T, F, P]) check(ctx context.Context, tx *sqldb.Tx, r *T) error {
	if err := c.Check(r); err != nil {
		return err
	}
	if c.Before == nil {
		return nil
	}
	return c.Before(ctx, tx, r)
}

func (c *Catalog[T, F, P]) refused(err error, r *T) error {
	switch {
	case errors.Is(err, sqldb.ErrDuplicate):
		return c.Taken(r)
	case errors.Is(err, sqldb.ErrReferenced):
		return errs.Conflictf("This %s names a record that no longer exists; load the page again.", c.Noun)
	}
	return fmt.Errorf("save %s: %w", c.Noun, err)
}

type createInput[F any] struct {
	Body httpapi.Draft[F]
}

type changeInput[F any] struct {
	httpapi.ByID
	Body httpapi.Patch[F]
}

// Register adds the operations on one record, and its creation; the list is
// the area's own, because each has its own filters.
func (c *Catalog[T, F, P]) Register(api *httpapi.API) {
	id := c.Path[1:]
	op := func(verb, method, path, what string, status int) httpapi.Op {
		return httpapi.Op{ID: verb + "-" + id, Method: method, Path: path, Summary: what + " " + c.Noun, Tag: id, Status: status}
	}
	httpapi.Act(api, c.Write, op("create", http.MethodPost, c.Path, "Add a", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *createInput[F]) (T, error) {
			return c.Create(ctx, tx, in.Body.Fields)
		})
	httpapi.Read(api, c.Read, op("get", http.MethodGet, c.Path+"/{id}", "One", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (T, error) {
			return c.Get(ctx, tx, in.ID)
		})
	httpapi.Act(api, c.Write, op("change", http.MethodPatch, c.Path+"/{id}", "Change a", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *changeInput[F]) (T, error) {
			return c.Change(ctx, tx, in.ID, &in.Body)
		})
	httpapi.Act(api, c.Write, op("delete", http.MethodDelete, c.Path+"/{id}", "Delete an unused", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, c.Remove(ctx, tx, in.ID)
		})
}
