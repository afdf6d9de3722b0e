package lab

import (
	"context"
	"errors"
	"mime/multipart"

	"talaan/internal/audit"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// Laboratory keeps the laboratory's requests, results and files.
type Laboratory struct{}

// New is to be written.
func New() *Laboratory { return &Laboratory{} }

var errTodo = errors.New("not written")

func (l *Laboratory) list(ctx context.Context, tx *sqldb.Tx, in *listInput) (httpapi.List[LabSummary], error) {
	return httpapi.List[LabSummary]{}, errTodo
}
func (l *Laboratory) Get(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) Trends(ctx context.Context, tx *sqldb.Tx, id int64) ([]Trend, error) {
	return nil, errTodo
}
func (l *Laboratory) history(ctx context.Context, tx *sqldb.Tx, in *audit.HistoryInput) (httpapi.List[audit.Line], error) {
	return httpapi.List[audit.Line]{}, errTodo
}
func (l *Laboratory) Tests(ctx context.Context, tx *sqldb.Tx, q string, limit int) ([]Test, error) {
	return nil, errTodo
}
func (l *Laboratory) caseFiles(ctx context.Context, tx *sqldb.Tx, in *caseFilesInput) (httpapi.List[CaseFile], error) {
	return httpapi.List[CaseFile]{}, errTodo
}
func (l *Laboratory) Request(ctx context.Context, tx *sqldb.Tx, id int64, f RequestFields) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) Add(ctx context.Context, tx *sqldb.Tx, in *newResultInput) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) Start(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) Complete(ctx context.Context, tx *sqldb.Tx, in *completeInput) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) Cancel(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) Change(ctx context.Context, tx *sqldb.Tx, id int64, p *httpapi.Patch[ResultFields]) (Lab, error) {
	return Lab{}, errTodo
}

type albumForm struct{}

func (l *Laboratory) takeAlbum(ctx context.Context, id int64, form *multipart.Reader) (*albumForm, error) {
	return nil, errTodo
}
func (l *Laboratory) addAlbumForm(ctx context.Context, tx *sqldb.Tx, id int64, a *albumForm) (Album, error) {
	return Album{}, errTodo
}
func (l *Laboratory) AddAlbums(ctx context.Context, tx *sqldb.Tx, id int64, list []AlbumInput) ([]Album, error) {
	return nil, errTodo
}
func (l *Laboratory) DeleteAlbum(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) RestoreAlbum(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) DeleteFile(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) RestoreFile(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	return Lab{}, errTodo
}
func (l *Laboratory) content(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	return httpapi.File{}, errTodo
}
func (l *Laboratory) thumbnail(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
	return httpapi.File{}, errTodo
}
