// Package department holds the hospital's departments. One may be the default:
// it takes the cases whose ICD-10 code is mapped to no other.
package department

import (
	"context"
	"errors"

	"talaan/internal/authz"
	"talaan/internal/catalog"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

// DepartmentFields are what a client may write.
type DepartmentFields struct {
	Name        string `json:"name" db:"name" need:"create" minLength:"1" maxLength:"120" doc:"Unique name, like Internal Medicine"`
	Description string `json:"description" db:"description" maxLength:"1000"`
	IsDefault   bool   `json:"is_default" doc:"Takes every case whose ICD-10 code is not mapped; at most one department is the default"`
}

// Department is a part of the hospital that physicians belong to.
type Department struct {
	catalog.Head
	DepartmentFields

	NameKey     string `json:"-" db:"name_key"`
	DefaultSlot *int64 `json:"-" db:"default_slot"` // 1 for the default, else NULL: its UNIQUE key allows one
}

// Departments is the list of departments.
var Departments = &catalog.Catalog[Department, DepartmentFields, *Department]{
	Table: "departments", Entity: "department", Noun: "department", Path: "/departments", Order: "name_key",
	Read: authz.DepartmentRead, Write: authz.DepartmentWrite,
	Fields: func(d *Department) *DepartmentFields { return &d.DepartmentFields },
	Label:  func(d *Department) string { return d.Name },
	Loaded: func(d *Department) { d.IsDefault = d.DefaultSlot != nil },
	Taken: func(d *Department) error {
		return errs.Conflictf("There is already a department of this name.").At("name", "%s exists", d.Name)
	},
	Check: check,
	Keep:  keepDefault,
}

func init() { Departments.Before = makeRoomForDefault } // breaks the initialisation cycle

func check(d *Department) error {
	d.NameKey = fold.Key(d.Name)
	d.DefaultSlot = nil
	if d.IsDefault {
		one := int64(1)
		d.DefaultSlot = &one
	}
	if d.NameKey == "" {
		return errs.InvalidField("name", "must have a letter or digit")
	}
	return nil
}

// keepDefault refuses to leave the hospital without its default department.
func keepDefault(before, after *Department) error {
	if !before.IsDefault || (after != nil && after.IsDefault) {
		return nil
	}
	err := errs.Conflictf("%s is the default department: make another department the default first.", before.Name)
	if after != nil {
		err = err.At("is_default", "make another department the default first")
	}
	return err
}

// makeRoomForDefault unmarks the present default when d becomes it.
func makeRoomForDefault(ctx context.Context, tx *sqldb.Tx, d *Department) error {
	old, ok, err := Default(ctx, tx)
	if err != nil || !d.IsDefault || !ok || old.ID == d.ID {
		return err
	}
	if err := Departments.Edit(ctx, tx, old.ID, func(o *Department) { o.IsDefault = false }); err != nil {
		return err
	}
	// Whoever waited for old while another one took its place begins again.
	_, taken, err := Default(ctx, tx)
	if err == nil && taken {
		err = sqldb.Retry(errTakenMeanwhile)
	}
	return err
}

var errTakenMeanwhile = errors.New("another department became the default meanwhile")

// Default returns the default department; ok is false when none is marked.
func Default(ctx context.Context, tx *sqldb.Tx) (d Department, ok bool, err error) {
	rows, err := Departments.Where(ctx, tx, "default_slot = ?", 1)
	if err != nil || len(rows) == 0 {
		return Department{}, false, err
	}
	return rows[0], true, nil
}

// Names returns the names of all departments by id.
func Names(ctx context.Context, tx *sqldb.Tx) (map[int64]string, error) {
	all, err := Departments.List(ctx, tx)
	names := make(map[int64]string, len(all))
	for _, d := range all {
		names[d.ID] = d.Name
	}
	return names, err
}
