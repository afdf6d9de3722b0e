package httpapi

import (
	"context"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/authz"
)

// Asked is what is known of a request before its operation runs.
type Asked struct {
	Operation

	Record     int64 // {id} of the path; 0 when there is none, or it is no number
	Patient    int64 // ?patient_id=; 0 likewise
	Encounter  int64 // ?encounter_id=; 0 likewise
	Background bool  // the page asked by itself
	FromPage   bool  // the session came in the page's cookie, not as a program's token
}

// Gate stands between the permission and the operation: it may write down that
// a record is opened, refuse the request, or go on with a caller who may do less.
// The caller is in ctx.
type Gate func(ctx context.Context, asked Asked) (authz.Caller, error)

// Behind sets the gate of all operations.
func (a *API) Behind(g Gate) { a.gate = g }

func asked(ctx huma.Context, perm authz.Permission) Asked {
	op := ctx.Operation()
	return Asked{
		Operation:  Operation{op.OperationID, op.Method, op.Path, perm},
		Record:     number(ctx.Param("id")),
		Patient:    number(ctx.Query("patient_id")),
		Encounter:  number(ctx.Query("encounter_id")),
		Background: ctx.Header(BackgroundHeader) == "true",
		FromPage:   ctx.Header("Authorization") == "",
	}
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
