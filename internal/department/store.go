package department

import (
	"context"

	"talaan/internal/sqldb"
)

func selectAll(ctx context.Context, tx *sqldb.Tx) ([]Department, error) {
	rows, err := sqldb.All[Department](ctx, tx, `SELECT `+sqldb.Columns[Department]("")+` FROM departments ORDER BY name_key`)
	for i := range rows {
		rows[i].IsDefault = rows[i].DefaultSlot != nil
	}
	return rows, err
}

func selectOne(ctx context.Context, tx *sqldb.Tx, where string, arg any) (Department, error) {
	d, err := sqldb.One[Department](ctx, tx, `SELECT `+sqldb.Columns[Department]("")+` FROM departments WHERE `+where, arg)
	d.IsDefault = d.DefaultSlot != nil
	return d, err
}

func deleteOne(ctx context.Context, tx *sqldb.Tx, id int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM departments WHERE id = ?`, id)
	return err
}
