package audit

import (
	"context"

	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// HistoryInput asks for the history of one record.
type HistoryInput struct {
	httpapi.ByID
	httpapi.Page
}

// Page returns the part of the trail that q and the page ask for, newest first.
func Page(ctx context.Context, tx *sqldb.Tx, q Query, page httpapi.Page) (httpapi.List[Line], error) {
	if err := page.After(&q.BeforeID); err != nil {
		return httpapi.List[Line]{}, err
	}
	q.Limit = page.Limit + 1
	lines, err := List(ctx, tx, q)
	if err != nil {
		return httpapi.List[Line]{}, err
	}
	return httpapi.NewList(lines, page.Limit, func(l Line) any { return l.ID })
}
