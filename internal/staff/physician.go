package staff

import (
	"context"
	"fmt"
	"slices"

	"talaan/internal/authz"
	"talaan/internal/department"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// Doctor is an active Doctor with a department, who can attend cases.
type Doctor struct {
	ID             int64  `json:"id" db:"id"`
	Name           string `json:"name"`
	Specialisation string `json:"specialisation" db:"specialisation"`
	DepartmentID   int64  `json:"department_id" db:"department_id"`
	DepartmentName string `json:"department_name"`

	UserID     string `json:"-" db:"user_id"`
	GivenName  string `json:"-" db:"given_name"`
	FamilyName string `json:"-" db:"family_name"`
}

func findPhysicians(ctx context.Context, tx *sqldb.Tx, cond string, args ...any) ([]Doctor, error) {
	rows, err := sqldb.All[Doctor](ctx, tx, `SELECT `+sqldb.Columns[Doctor]("")+` FROM users
		WHERE active = 1 AND department_id IS NOT NULL AND id IN (SELECT user_id FROM user_roles WHERE role = ?) AND `+cond+`
		ORDER BY family_name, given_name, id`, append([]any{string(authz.Doctor)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("find physicians: %w", err)
	}
	names, err := department.Names(ctx, tx)
	for i := range rows {
		p := &rows[i]
		p.Name = displayName(p.GivenName, p.FamilyName, p.UserID)
		p.DepartmentName = names[p.DepartmentID]
	}
	return rows, err
}

// Physician returns the active Doctor with a department of this id, or
// errs.Invalid on body.attending_physician_id.
func Physician(ctx context.Context, tx *sqldb.Tx, id int64) (Doctor, error) {
	rows, err := findPhysicians(ctx, tx, "id = ?", id)
	if err != nil {
		return Doctor{}, err
	}
	if len(rows) == 0 {
		return Doctor{}, errs.InvalidField("attending_physician_id", "must be an active Doctor who has a department")
	}
	return rows[0], nil
}

// listPhysicians returns those of a department (0 for all) whose name has the words.
func listPhysicians(ctx context.Context, tx *sqldb.Tx, departmentID int64, words string) ([]Doctor, error) {
	cond, args := "1 = 1", []any{}
	if departmentID != 0 {
		cond, args = "department_id = ?", append(args, departmentID)
	}
	rows, err := findPhysicians(ctx, tx, cond, args...)
	return slices.DeleteFunc(rows, func(p Doctor) bool { return !found(words, p.Name, p.Specialisation) }), err
}
