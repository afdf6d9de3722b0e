package httpapi

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
)

// Flow is a download that is made while it is sent, because it may be too large
// to be kept anywhere.
type Flow struct {
	Name        string // the browser proposes it for saving
	ContentType string
	Write       func(ctx context.Context, w io.Writer) error // manages its transactions itself
}

// Pour registers an operation that sends a Flow. h runs in one transaction that
// is committed before the first byte is sent: there it writes down what is
// handed out. When the flow fails midway the connection is broken, so that
// nobody takes a part for the whole.
func Pour[I any](a *API, perm authz.Permission, op Op, h func(ctx context.Context, tx *sqldb.Tx, in *I) (Flow, error)) {
	o := a.operation(perm, op)
	o.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}}
	huma.Register(a.huma, o, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		err := Clean(in)
		var f Flow
		if err == nil {
			err = a.db.InTx(ctx, func(tx *sqldb.Tx) (err error) {
				f, err = h(ctx, tx, in)
				return err
			})
		}
		if err != nil {
			return nil, problemFrom(a.log, authz.From(ctx), op.ID, err)
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			_, w := humago.Unwrap(c)
			header := w.Header()
			header.Set("Content-Type", f.ContentType)
			header.Set("Content-Disposition", disposition(File{Name: f.Name}))
			header.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
			if err := f.Write(ctx, w); err != nil {
				a.log.Error("a download broke off", "request_id", authz.From(ctx).RequestID, "operation", op.ID, "error", fmt.Sprint(err))
				panic(http.ErrAbortHandler)
			}
		}}, nil
	})
}
