package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

const (
	// patience is how long a sender may stay silent in the middle of a form.
	patience = time.Minute
	// drained is how many bytes of a refused form are still read, because a browser
	// hears the answer only when it has sent what it had to send.
	drained = 32 << 20
	// leftovers is how long that may take.
	leftovers = 10 * time.Second
)

// Form is embedded in the input of an operation that takes a multipart form.
type Form struct {
	reader *multipart.Reader
	body   *patientReader
	err    error
}

// Resolve takes the form's bytes from the request; nothing is read yet.
func (f *Form) Resolve(ctx huma.Context) []error {
	f.body = &patientReader{from: ctx.BodyReader(), deadline: ctx.SetReadDeadline}
	kind, params, err := mime.ParseMediaType(ctx.Header("Content-Type"))
	if err != nil || kind != "multipart/form-data" || params["boundary"] == "" {
		f.err = errs.InvalidFields([]errs.Field{{Location: "body", Message: "must be a multipart/form-data form"}})
		return nil
	}
	f.reader = multipart.NewReader(f.body, params["boundary"])
	return nil
}

func (f *Form) form() *Form { return f }

// drain reads what a refused form still sends, within limits.
func (f *Form) drain() {
	_ = f.body.deadline(time.Now().Add(leftovers))
	_, _ = io.CopyN(io.Discard, f.body.from, drained)
	_ = f.body.deadline(time.Time{})
}

// patientReader gives up on a sender that falls silent, however long the whole takes.
type patientReader struct {
	from     io.Reader
	deadline func(time.Time) error
}

// Read reads what has come, waiting for at most patience.
func (p *patientReader) Read(b []byte) (int, error) {
	if err := p.deadline(time.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := p.from.Read(b)
	if err != nil {
		_ = p.deadline(time.Time{})
	}
	return n, err
}

// Part describes one field of a form.
type Part struct {
	Name string
	Doc  string
	File bool
	Many bool
}

// Receive registers an operation that takes a multipart form; I embeds Form.
// take reads the parts, in the order in which they come, before the transaction
// begins; what it returns tells two requests under one Idempotency-Key apart by
// its JSON, and is closed at the end when it can be. act then does the database
// work, as in Act.
func Receive[I, S, B any](a *API, perm authz.Permission, op Op, parts []Part,
	take func(ctx context.Context, in *I, form *multipart.Reader) (S, error),
	act func(ctx context.Context, tx *sqldb.Tx, in *I, taken S) (B, error),
) {
	if _, ok := any(new(I)).(interface{ form() *Form }); !ok {
		panic(fmt.Sprintf("operation %s: its input does not embed httpapi.Form", op.ID))
	}
	o := a.operation(perm, op)
	o.Errors = append(o.Errors, http.StatusRequestEntityTooLarge)
	registerAs(a, o, func(ctx context.Context, in *I) (*Answer[B], error) {
		form := any(in).(interface{ form() *Form }).form() //nolint:errcheck,forcetypeassert // seen above
		if form.err != nil {
			return nil, form.err
		}
		taken, err := take(ctx, in, form.reader)
		if c, ok := any(taken).(io.Closer); ok {
			defer func() { _ = c.Close() }() // only temporary files
		}
		if err != nil {
			form.drain()
			return nil, cut(err)
		}
		request := struct {
			In    *I
			Taken S
		}{in, taken}
		return once(ctx, a.db, op.ID, request, func(tx *sqldb.Tx) (B, error) { return act(ctx, tx, in, taken) })
	})
	// Only described, and only now: the library would read a body it knows of into memory.
	a.huma.OpenAPI().Paths[o.Path].Post.RequestBody = formBody(parts)
}

// cut puts a broken connection or a broken form into words; other errors stay.
func cut(err error) error {
	var e *errs.Error
	if errors.As(err, &e) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) || isTimeout(err) || errors.Is(err, http.ErrBodyReadAfterClose) {
		return &errs.Error{Kind: errs.Invalid, Message: "The connection broke before everything had arrived. Nothing was saved; send it again.",
			Fields: []errs.Field{{Location: "body", Message: "ended too early"}}}
	}
	return err
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

func formBody(parts []Part) *huma.RequestBody {
	s := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
	for _, p := range parts {
		field := &huma.Schema{Type: huma.TypeString}
		if p.File {
			field.Format = "binary"
		}
		if p.Many {
			field = &huma.Schema{Type: huma.TypeArray, Items: field}
		}
		field.Description = p.Doc
		s.Properties[p.Name] = field
		s.Required = append(s.Required, p.Name)
	}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: s}}}
}
