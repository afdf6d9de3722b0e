// Package department holds the hospital's departments. One may be the default:
// it takes the cases whose ICD-10 code is mapped to no other.
package department

import "talaan/internal/fold"

// DepartmentFields are what a client may write.
type DepartmentFields struct {
	Name        string `json:"name" db:"name" need:"create" minLength:"1" maxLength:"120" doc:"Unique name, like Internal Medicine"`
	Description string `json:"description" db:"description" maxLength:"1000"`
	IsDefault   bool   `json:"is_default" doc:"Takes every case whose ICD-10 code is not mapped; at most one department is the default"`
}

// Department is a part of the hospital that physicians belong to.
type Department struct {
	ID      int64 `json:"id" db:"id"`
	Version int64 `json:"version" db:"version"`
	DepartmentFields

	NameKey     string `json:"-" db:"name_key"`
	DefaultSlot *int64 `json:"-" db:"default_slot"` // 1 for the default, else NULL: the UNIQUE key allows one
}

// prepare fills the columns that follow from the fields.
func (d *Department) prepare() {
	d.NameKey = fold.Key(d.Name)
	d.DefaultSlot = nil
	if d.IsDefault {
		one := int64(1)
		d.DefaultSlot = &one
	}
}
