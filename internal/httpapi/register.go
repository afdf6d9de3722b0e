package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
)

// Op describes an operation: `GET /api/v1/patients/{id}`, its id and what it does.
type Op struct {
	ID      string
	Method  string
	Path    string // below /api/v1
	Summary string
	Tag     string
	Status  int   // of success; 200 when absent
	MaxBody int64 // bytes a JSON body may have; 1 MiB when absent
	// Despite lists the bars that do not keep a session from this operation.
	Despite []authz.Bar
}

// Answer is a successful answer.
type Answer[B any] struct {
	Status    int
	SetCookie []string `header:"Set-Cookie"`
	Replayed  string   `header:"Idempotency-Replayed"`
	Body      B
}

// Nothing is the body of an operation that answers 204.
type Nothing struct{}

// Preparer is an input with work to do before the transaction begins, such as
// hashing a password, because a transaction should be short.
type Preparer interface {
	Prepare(ctx context.Context) error
}

// Read registers an operation that changes nothing. h sees one moment of the database.
func Read[I, B any](a *API, perm authz.Permission, op Op, h func(ctx context.Context, tx *sqldb.Tx, in *I) (B, error)) {
	register(a, perm, op, func(ctx context.Context, in *I) (*Answer[B], error) {
		out := &Answer[B]{}
		err := a.db.View(ctx, func(tx *sqldb.Tx) (err error) {
			out.Body, err = h(ctx, tx, in)
			return err
		})
		return out, err
	})
}

// Act registers an operation that changes something: h runs in one
// transaction, and runs again when the database asks for it, so it does
// database work only. The first answer to an Idempotency-Key is stored in that
// same transaction and given again to every repetition.
func Act[I, B any](a *API, perm authz.Permission, op Op, h func(ctx context.Context, tx *sqldb.Tx, in *I) (B, error)) {
	register(a, perm, op, func(ctx context.Context, in *I) (*Answer[B], error) {
		if p, ok := any(in).(Preparer); ok {
			if err := p.Prepare(ctx); err != nil {
				return nil, err
			}
		}
		return once(ctx, a.db, op.ID, in, func(tx *sqldb.Tx) (B, error) { return h(ctx, tx, in) })
	})
}

// once does h in one transaction, and once only for an Idempotency-Key: a
// repetition of the request gets the first answer.
func once[B any](ctx context.Context, db *sqldb.DB, op string, request any, h func(tx *sqldb.Tx) (B, error)) (*Answer[B], error) {
	out := &Answer[B]{}
	key := keyFrom(ctx)
	err := db.InTx(ctx, func(tx *sqldb.Tx) error {
		out.Body = *new(B) // a first try that was rolled back leaves nothing
		if key != "" {
			replayed, err := replay(ctx, tx, key, op, request, &out.Body)
			if err != nil || replayed {
				if replayed {
					out.Replayed = "true"
				}
				return err
			}
		}
		var err error
		if out.Body, err = h(tx); err != nil || key == "" {
			return err
		}
		return remember(ctx, tx, key, out.Body)
	})
	return out, err
}

// Raw registers an operation that manages its transactions itself.
func Raw[I, B any](a *API, perm authz.Permission, op Op, h func(ctx context.Context, in *I) (*Answer[B], error)) {
	register(a, perm, op, h)
}

// Stream registers an operation whose handler writes the answer itself.
func Stream(a *API, perm authz.Permission, op Op, h func(ctx huma.Context)) {
	o := a.operation(perm, op)
	huma.Register(a.huma, o, func(context.Context, *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: h}, nil
	})
}

func register[I, B any](a *API, perm authz.Permission, op Op, h func(context.Context, *I) (*Answer[B], error)) {
	registerAs(a, a.operation(perm, op), h)
}

func registerAs[I, B any](a *API, o huma.Operation, h func(context.Context, *I) (*Answer[B], error)) {
	named := inBody[I]()
	huma.Register(a.huma, o, func(ctx context.Context, in *I) (*Answer[B], error) {
		err := Clean(in)
		if err == nil {
			patientID, encounterID := named(in)
			ctx, err = a.passBody(ctx, patientID, encounterID)
		}
		var out *Answer[B]
		if err == nil {
			out, err = h(ctx, in)
		}
		if err != nil {
			return nil, problemFrom(a.log, authz.From(ctx), o.OperationID, err)
		}
		if out.Status == 0 {
			out.Status = o.DefaultStatus
		}
		return out, nil
	})
}

// operation panics when the program's own wiring is wrong: the server then
// does not start.
func (a *API) operation(perm authz.Permission, op Op) huma.Operation {
	if !authz.Known(perm) {
		panic(fmt.Sprintf("operation %s: permission %q is not in the policy", op.ID, perm))
	}
	if op.Status == 0 {
		op.Status = http.StatusOK
	}
	if op.MaxBody == 0 {
		op.MaxBody = 1 << 20
	}
	o := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: "/api/v1" + op.Path, Summary: op.Summary, Tags: []string{op.Tag},
		DefaultStatus: op.Status, Metadata: map[string]any{"permission": perm, "despite": op.Despite},
		Description:  "Permission: " + string(perm) + ".",
		MaxBodyBytes: op.MaxBody,
	}
	o.Errors = []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError}
	if perm != authz.Public {
		o.Security = []map[string][]string{{"session": {}}, {"bearer": {}}}
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	if strings.Contains(op.Path, "{") {
		o.Errors = append(o.Errors, http.StatusNotFound)
	}
	if op.Method != http.MethodGet {
		o.Errors = append(o.Errors, http.StatusConflict)
	}
	if op.Method == http.MethodPost {
		limit := keyLength
		o.Parameters = append(o.Parameters, &huma.Param{
			Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &limit},
			Description: "Any text unique to this form. Sending it again gives the first answer and does nothing twice.",
		})
	}
	a.operations = append(a.operations, Operation{op.ID, op.Method, o.Path, perm})
	return o
}
