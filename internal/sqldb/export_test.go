package sqldb

import (
	"context"
	"slices"
)

// MigrateTo brings a new database to the schema of an older program.
func (db *DB) MigrateTo(ctx context.Context, number int) error {
	list, err := migrations(db.engine)
	if err != nil {
		return err
	}
	return db.migrate(ctx, slices.DeleteFunc(list, func(m migration) bool { return m.number > number }))
}

// StepOf returns the number of the step that runs a statement, 0 when there is none.
func StepOf(db *DB, statement string) int {
	list, err := migrations(db.engine)
	if err != nil {
		return 0
	}
	for _, m := range list {
		if i := slices.Index(m.statements, statement); i >= 0 {
			return m.number*1000 + i + 1
		}
	}
	return 0
}
