package lab

import (
	"context"

	"talaan/internal/sqldb"
)

// ListInput is what a list is asked for.
type ListInput = listInput

// Statement is the query of a list, after its first page.
func (l *Laboratory) Statement(ctx context.Context, tx *sqldb.Tx, in *ListInput) (string, []any, error) {
	q, _, err := l.find(ctx, tx, in)
	q.after, q.limit = cursor{At: 1, ID: 1}, 51
	sql, args := q.statement()
	return sql, args, err
}
