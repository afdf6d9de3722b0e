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
	var before Place
	if err := page.After(&before); err != nil {
		return httpapi.List[Line]{}, err
	}
	if before != (Place{}) {
		q.Before = &before
	}
	q.Limit = page.Limit + 1
	lines, err := List(ctx, tx, q)
	if err != nil {
		return httpapi.List[Line]{}, err
	}
	return httpapi.NewList(lines, page.Limit, func(l Line) any { return Place{l.At, l.ID} })
}

// History returns what was done on one record, newest first; who only looked
// at it is in the trail as a whole.
func History(ctx context.Context, tx *sqldb.Tx, entity string, in *HistoryInput) (httpapi.List[Line], error) {
	return Page(ctx, tx, Query{Entity: entity, EntityID: in.ID, NoOpenings: true}, in.Page)
}
