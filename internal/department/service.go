package department

import (
	"context"
	"errors"
	"fmt"

	"talaan/internal/audit"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

const entity = "department"

// List returns every department by name.
func List(ctx context.Context, tx *sqldb.Tx) ([]Department, error) {
	return selectAll(ctx, tx)
}

// Get returns one department, or errs.NotFound.
func Get(ctx context.Context, tx *sqldb.Tx, id int64) (Department, error) {
	d, err := selectOne(ctx, tx, `id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return d, errs.NotFoundf("There is no department %d.", id)
	}
	return d, err
}

// Default returns the default department; ok is false when none is marked.
func Default(ctx context.Context, tx *sqldb.Tx) (d Department, ok bool, err error) {
	d, err = selectOne(ctx, tx, `default_slot = ?`, 1)
	if errors.Is(err, sqldb.ErrNoRows) {
		return d, false, nil
	}
	return d, err == nil, err
}

// Names returns the names of the departments, by id.
func Names(ctx context.Context, tx *sqldb.Tx) (map[int64]string, error) {
	all, err := selectAll(ctx, tx)
	names := make(map[int64]string, len(all))
	for _, d := range all {
		names[d.ID] = d.Name
	}
	return names, err
}

// Create adds a department.
func Create(ctx context.Context, tx *sqldb.Tx, f DepartmentFields) (Department, error) {
	d := Department{Version: 1, DepartmentFields: f}
	d.prepare()
	if err := makeRoomForDefault(ctx, tx, d); err != nil {
		return d, err
	}
	var err error
	if d.ID, err = sqldb.Insert(ctx, tx, "departments", d); err != nil {
		return d, named(err, d.Name)
	}
	return d, audit.Record(ctx, tx, audit.Entry{Action: "created", Entity: entity, ID: d.ID, After: d})
}

// Change writes the sent fields of a department.
func Change(ctx context.Context, tx *sqldb.Tx, id int64, patch *httpapi.Patch[DepartmentFields]) (Department, error) {
	if found, err := tx.Touch(ctx, "departments", id); err != nil || !found {
		return Department{}, notFound(err, id)
	}
	d, err := Get(ctx, tx, id)
	if err != nil {
		return d, err
	}
	before := d
	if patch.Stale(d.Version - 1) {
		before.Version--
		return d, httpapi.Stale(before)
	}
	if err := patch.Apply(&d.DepartmentFields); err != nil {
		return d, err
	}
	d.prepare()
	if err := makeRoomForDefault(ctx, tx, d); err != nil {
		return d, err
	}
	if err := sqldb.Update(ctx, tx, "departments", id, d); err != nil {
		return d, named(err, d.Name)
	}
	return d, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: entity, ID: id, Before: before, After: d})
}

// Remove deletes a department that nothing refers to.
func Remove(ctx context.Context, tx *sqldb.Tx, id int64) error {
	d, err := Get(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := deleteOne(ctx, tx, id); errors.Is(err, sqldb.ErrReferenced) {
		return errs.Conflictf("%s is in use by users, cases or ICD mappings and cannot be deleted.", d.Name)
	} else if err != nil {
		return fmt.Errorf("delete department %d: %w", id, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "deleted", Entity: entity, ID: id, Before: d})
}

func notFound(err error, id int64) error {
	if err != nil {
		return err
	}
	return errs.NotFoundf("There is no department %d.", id)
}

func named(err error, name string) error {
	if errors.Is(err, sqldb.ErrDuplicate) {
		return errs.Conflictf("There is already a department of this name.").At("name", "%s exists", name)
	}
	return err
}

// makeRoomForDefault unmarks the present default when d becomes it.
func makeRoomForDefault(ctx context.Context, tx *sqldb.Tx, d Department) error {
	if !d.IsDefault {
		return nil
	}
	old, ok, err := Default(ctx, tx)
	if err != nil || !ok || old.ID == d.ID {
		return err
	}
	was := old
	old.IsDefault = false
	old.prepare()
	old.Version++
	if err := sqldb.Update(ctx, tx, "departments", old.ID, old); err != nil {
		return fmt.Errorf("unmark default department %d: %w", old.ID, err)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: entity, ID: old.ID, Before: was, After: old})
}
