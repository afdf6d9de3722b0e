package lab

import (
	"context"

	"talaan/internal/httpapi"
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

// List is a page of tests.
func (l *Laboratory) List(ctx context.Context, tx *sqldb.Tx, in *ListInput) (httpapi.List[LabSummary], error) {
	return l.list(ctx, tx, in)
}

// FilesPage is a page of the files of a case.
func (l *Laboratory) FilesPage(ctx context.Context, tx *sqldb.Tx, encounterID int64) (httpapi.List[CaseFile], error) {
	return l.caseFiles(ctx, tx, &caseFilesInput{ByID: httpapi.ByID{ID: encounterID}, Page: httpapi.Page{Limit: 200}})
}
