package staff

import (
	"context"

	"talaan/internal/sqldb"
)

// DepartmentOf returns the department a user belongs to; nil for none.
func DepartmentOf(ctx context.Context, tx *sqldb.Tx, userID int64) (*int64, error) {
	list, err := sqldb.All[*int64](ctx, tx, `SELECT department_id FROM users WHERE id = ?`, userID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}
