package httpapi

import (
	"context"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/klauspost/compress/gzhttp"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
)

// File is what a download sends.
type File struct {
	Name        string // for show; the browser proposes it for saving
	ContentType string
	Tag         string // names exactly these bytes, such as their SHA-256
	Inline      bool   // may be shown in the page; else it is saved
	Own         bool   // made by this program and not brought from outside: the page may print it in a frame
	Open        func(ctx context.Context) (io.ReadSeekCloser, error)
}

// Download registers an operation that sends a file, whole or in ranges. h
// finds it in one moment of the database; the bytes are sent after that. Bytes
// that came from outside are sent so that the browser runs nothing in them.
func Download[I any](a *API, perm authz.Permission, op Op, h func(ctx context.Context, tx *sqldb.Tx, in *I) (File, error)) {
	Produce(a, perm, op, func(ctx context.Context, in *I) (f File, err error) {
		err = a.db.View(ctx, func(tx *sqldb.Tx) error {
			f, err = h(ctx, tx, in)
			return err
		})
		return f, err
	})
}

// Produce registers an operation that makes a file and sends it; h manages its
// transactions itself.
func Produce[I any](a *API, perm authz.Permission, op Op, h func(ctx context.Context, in *I) (File, error)) {
	o := a.operation(perm, op)
	bytes := map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	o.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: bytes}, "206": {Description: "The asked range of it", Content: bytes}}
	huma.Register(a.huma, o, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		if err := Clean(in); err != nil {
			return nil, problemFrom(a.log, authz.From(ctx), op.ID, err)
		}
		f, err := h(ctx, in)
		var content io.ReadSeekCloser
		if err == nil {
			content, err = f.Open(ctx)
		}
		if err != nil {
			return nil, problemFrom(a.log, authz.From(ctx), op.ID, err)
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			defer func() { _ = content.Close() }() // only read
			r, w := humago.Unwrap(c)
			send(w, r, f, content)
		}}, nil
	})
}

func send(w http.ResponseWriter, r *http.Request, f File, content io.ReadSeeker) {
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Content-Disposition", disposition(f))
	h.Set("ETag", `"`+f.Tag+`"`)
	if f.Own {
		// A browser prints nothing that is in a sandbox.
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
		h.Set("X-Frame-Options", "SAMEORIGIN")
	} else {
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	}
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set(gzhttp.HeaderNoCompression, "true") // ranges count the bytes as they are
	http.ServeContent(w, r, "", time.Time{}, content)
}

// disposition gives the name in the form of RFC 6266, letters beyond ASCII and all.
func disposition(f File) string {
	how := "attachment"
	if f.Inline {
		how = "inline"
	}
	if d := mime.FormatMediaType(how, map[string]string{"filename": f.Name}); d != "" {
		return d
	}
	return how
}
