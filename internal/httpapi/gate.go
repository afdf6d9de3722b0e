package httpapi

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/authz"
)

// Asked is what is known of a request before its operation runs.
type Asked struct {
	Operation

	Record     int64 // {id} of the path; 0 when there is none, or it is no number
	Patient    int64 // ?patient_id=, or patient_id of the body; 0 likewise
	Encounter  int64 // ?encounter_id=, or encounter_id of the body; 0 likewise
	Background bool  // the page asked by itself
	FromPage   bool  // the session came in the page's cookie, not as a program's token
}

// Gate stands between the permission and the operation: it may write down that
// a record is opened, refuse the request, or go on with a caller who may do less.
// The caller is in ctx. It is asked before the body is read, and again when that
// names a patient or a case.
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
		FromPage:   !bearer(ctx),
	}
}

type askedContext struct{}

// passBody asks the gate once more, when the body of an input says which patient
// or case the operation is on, and returns what the caller may go on with.
func (a *API) passBody(ctx context.Context, patientID, encounterID int64) (context.Context, error) {
	about, ok := ctx.Value(askedContext{}).(Asked)
	if !ok || a.gate == nil {
		return ctx, nil
	}
	for _, one := range []Asked{{Patient: patientID}, {Encounter: encounterID}} {
		if one.Patient <= 0 && one.Encounter <= 0 {
			continue
		}
		about.Record, about.Patient, about.Encounter = 0, one.Patient, one.Encounter
		who, err := a.gate(ctx, about)
		if err != nil {
			return ctx, err
		}
		ctx = authz.With(ctx, who)
	}
	return ctx, nil
}

// inBody finds where the body of an input says which patient or case the
// operation is on; the function returned reads it, 0 for neither.
func inBody[I any]() func(in *I) (patientID, encounterID int64) {
	var fields [2][]int
	body, ok := reflect.TypeFor[I]().FieldByName("Body")
	if ok && body.Type.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(body.Type) {
			if i := slices.Index([]string{"patient_id", "encounter_id"}, jsonName(f)); i >= 0 {
				if f.Type.Kind() != reflect.Int64 {
					panic(fmt.Sprintf("the gate cannot read %s of %s", f.Name, reflect.TypeFor[I]()))
				}
				fields[i] = append(slices.Clone(body.Index), f.Index...)
			}
		}
	}
	read := func(in *I, field []int) int64 {
		if field == nil {
			return 0
		}
		return reflect.ValueOf(in).Elem().FieldByIndex(field).Int()
	}
	return func(in *I) (int64, int64) { return read(in, fields[0]), read(in, fields[1]) }
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
