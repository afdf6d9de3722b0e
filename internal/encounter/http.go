package encounter

import (
	"context"
	"errors"
	"net/http"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

type checkInInput struct {
	Body struct {
		Patient         httpapi.Draft[patient.PatientFields] `json:"patient"`
		Encounter       httpapi.Draft[EncounterFields]       `json:"encounter,omitempty"`
		ConfirmDistinct bool                                 `json:"confirm_distinct,omitempty" doc:"True when the patient is a different person than the possible duplicates"`
	}
}

// CheckInAnswer is a new patient with the case that was begun.
type CheckInAnswer struct {
	Patient   patient.Patient `json:"patient"`
	Encounter Encounter       `json:"encounter"`
}

type returnInput struct {
	httpapi.ByID
	Body httpapi.Draft[EncounterFields]
}

type listInput struct {
	httpapi.Page
	Status       string `query:"status" enum:"Pending,Ready_for_Coding,Admitted,Outpatient,Discharged,Cancelled"`
	DepartmentID int64  `query:"department_id" minimum:"0"`
	PatientID    int64  `query:"patient_id" minimum:"0"`
	AttendingID  int64  `query:"attending_physician_id" minimum:"0"`
	Archived     string `query:"archived" enum:"true,false" doc:"Only settled cases, or only others; both when not given"`
}

type ofPatientInput struct {
	httpapi.ByID
	httpapi.Page
}

type changeInput struct {
	httpapi.ByID
	Body httpapi.Patch[EncounterFields]
}

type confirmInput struct {
	httpapi.ByID
	Body Confirmation
}

type finalizeInput struct {
	httpapi.ByID
	Body Finalization
}

type reasonInput struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type transferInput struct {
	httpapi.ByID
	Body struct {
		BedID int64 `json:"bed_id" minimum:"1"`
	}
}

type dischargeInput struct {
	httpapi.ByID
	Body Ending
}

type vitalsInput struct {
	httpapi.ByID
	Body VitalsFields
}

type noteInput struct {
	httpapi.ByID
	Body NoteFields
}

// Register adds the operations on cases.
func (s *Encounters) Register(api *httpapi.API) {
	s.registerReads(api)
	s.registerActs(api)
	s.registerRecords(api)
}

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "encounters"}
}

func created(o httpapi.Op) httpapi.Op {
	o.Status = http.StatusCreated
	return o
}

func (s *Encounters) registerReads(api *httpapi.API) {
	httpapi.Read(api, authz.EncounterRead, op("list-encounters", http.MethodGet, "/encounters", "List cases; with a status of waiting ones, the longest waiting first. The clinical record is in it only when the cases of one patient are asked for"), s.list)
	httpapi.Read(api, authz.EncounterRead, op("get-encounter", http.MethodGet, "/encounters/{id}", "One case, as far as the reader may see it"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Encounter, error) {
			return seen(ctx)(s.Get(ctx, tx, in.ID))
		})
	httpapi.Read(api, authz.EncounterRead, op("list-patient-encounters", http.MethodGet, "/patients/{id}/encounters", "A patient's cases, newest first"),
		func(ctx context.Context, tx *sqldb.Tx, in *ofPatientInput) (httpapi.List[Encounter], error) {
			if _, err := s.patients.Get(ctx, tx, in.ID); err != nil {
				return httpapi.List[Encounter]{}, err
			}
			return s.page(ctx, tx, in.Page, listQuery{patientID: in.ID})
		})
	httpapi.Read(api, authz.EncounterRead, op("list-encounter-stays", http.MethodGet, "/encounters/{id}/stays", "The beds a case has lain in"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[ward.Stay], error) {
			if _, err := s.Get(ctx, tx, in.ID); err != nil {
				return httpapi.List[ward.Stay]{}, err
			}
			stays, err := ward.Stays(ctx, tx, in.ID)
			return httpapi.Whole(stays), err
		})
	httpapi.Read(api, authz.EncounterRead, op("get-encounter-history", http.MethodGet, "/encounters/{id}/history", "Who did what on a case, newest first"), s.history)
}

// seen redacts what a function returned for the caller.
func seen(ctx context.Context) func(Encounter, error) (Encounter, error) {
	return func(e Encounter, err error) (Encounter, error) {
		e.redact(authz.From(ctx))
		return e, err
	}
}

func (s *Encounters) registerActs(api *httpapi.API) {
	httpapi.Act(api, authz.EncounterCheckIn, created(op("check-in", http.MethodPost, "/check-ins", "Register a patient and begin a case")), s.checkIn)
	httpapi.Act(api, authz.EncounterCheckIn, created(op("check-in-returning", http.MethodPost, "/patients/{id}/encounters", "Begin a case for a registered patient")),
		func(ctx context.Context, tx *sqldb.Tx, in *returnInput) (Encounter, error) {
			p, err := s.patients.Get(ctx, tx, in.ID)
			if err != nil {
				return Encounter{}, err
			}
			if p.Status == patient.Deleted {
				return Encounter{}, errs.Conflictf("The record of %s was deleted. Restore it first.", p.Name)
			}
			return seen(ctx)(s.CheckIn(ctx, tx, in.ID, &in.Body))
		})
	httpapi.Act(api, authz.EncounterEdit, op("change-encounter", http.MethodPatch, "/encounters/{id}", "Save one's own part of a case"),
		func(ctx context.Context, tx *sqldb.Tx, in *changeInput) (Encounter, error) {
			return seen(ctx)(s.Change(ctx, tx, in.ID, &in.Body))
		})
	httpapi.Act(api, authz.EncounterClaim, op("claim-encounter", http.MethodPost, "/encounters/{id}/claim", "Mark a waiting case: I am on it"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Encounter, error) {
			return seen(ctx)(s.Claim(ctx, tx, in.ID, true))
		})
	httpapi.Act(api, authz.EncounterClaim, op("release-encounter", http.MethodDelete, "/encounters/{id}/claim", "Take the mark away"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Encounter, error) {
			return seen(ctx)(s.Claim(ctx, tx, in.ID, false))
		})
	httpapi.Act(api, authz.EncounterConfirm, op("confirm-encounter", http.MethodPost, "/encounters/{id}/confirm", "Decide inpatient or outpatient and send the case to coding"),
		func(ctx context.Context, tx *sqldb.Tx, in *confirmInput) (Encounter, error) {
			return seen(ctx)(s.Confirm(ctx, tx, in.ID, in.Body))
		})
	httpapi.Act(api, authz.EncounterSendBack, op("send-back-encounter", http.MethodPost, "/encounters/{id}/send-back", "Return a case to the doctor"),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (Encounter, error) {
			return seen(ctx)(s.SendBack(ctx, tx, in.ID, in.Body.Reason))
		})
	httpapi.Act(api, authz.EncounterFinalize, op("finalize-encounter", http.MethodPost, "/encounters/{id}/finalize", "Admit into a bed, or begin outpatient care"),
		func(ctx context.Context, tx *sqldb.Tx, in *finalizeInput) (Admission, error) {
			a, err := s.Finalize(ctx, tx, in.ID, in.Body)
			a.Encounter.redact(authz.From(ctx))
			return a, err
		})
	httpapi.Act(api, authz.EncounterTransfer, op("transfer-encounter", http.MethodPost, "/encounters/{id}/transfer", "Move a patient to another bed"),
		func(ctx context.Context, tx *sqldb.Tx, in *transferInput) (Move, error) {
			m, err := s.Transfer(ctx, tx, in.ID, in.Body.BedID)
			m.Encounter.redact(authz.From(ctx))
			return m, err
		})
	httpapi.Act(api, authz.EncounterDischarge, op("discharge-encounter", http.MethodPost, "/encounters/{id}/discharge", "Discharge a patient"),
		func(ctx context.Context, tx *sqldb.Tx, in *dischargeInput) (Leave, error) {
			l, err := s.Discharge(ctx, tx, in.ID, in.Body)
			l.Encounter.redact(authz.From(ctx))
			return l, err
		})
	httpapi.Act(api, authz.EncounterCancel, op("cancel-encounter", http.MethodPost, "/encounters/{id}/cancel", "Cancel a case before it is finalised"),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (Encounter, error) {
			return seen(ctx)(s.Cancel(ctx, tx, in.ID, in.Body.Reason))
		})
}

func (s *Encounters) registerRecords(api *httpapi.API) {
	httpapi.Read(api, authz.VitalsRead, op("list-vitals", http.MethodGet, "/encounters/{id}/vitals", "Vital signs of a case, newest first"),
		func(ctx context.Context, tx *sqldb.Tx, in *ofPatientInput) (httpapi.List[Vitals], error) {
			return records(ctx, tx, s, in, listVitals, func(v Vitals) any { return v.ID })
		})
	httpapi.Act(api, authz.VitalsWrite, created(op("add-vitals", http.MethodPost, "/encounters/{id}/vitals", "Record vital signs")),
		func(ctx context.Context, tx *sqldb.Tx, in *vitalsInput) (Vitals, error) {
			return s.AddVitals(ctx, tx, in.ID, in.Body)
		})
	httpapi.Read(api, authz.NoteRead, op("list-notes", http.MethodGet, "/encounters/{id}/notes", "Notes of a case, newest first"),
		func(ctx context.Context, tx *sqldb.Tx, in *ofPatientInput) (httpapi.List[Note], error) {
			return records(ctx, tx, s, in, listNotes, func(n Note) any { return n.ID })
		})
	httpapi.Act(api, authz.NoteWrite, created(op("add-note", http.MethodPost, "/encounters/{id}/notes", "Write a note")),
		func(ctx context.Context, tx *sqldb.Tx, in *noteInput) (Note, error) {
			return s.AddNote(ctx, tx, in.ID, in.Body)
		})
}

// records pages through what is written on one case.
func records[T any](ctx context.Context, tx *sqldb.Tx, s *Encounters, in *ofPatientInput, list func(context.Context, *sqldb.Tx, int64, int64, int) ([]T, error), key func(T) any) (httpapi.List[T], error) {
	var before int64
	if err := in.After(&before); err != nil {
		return httpapi.List[T]{}, err
	}
	if _, err := s.Get(ctx, tx, in.ID); err != nil {
		return httpapi.List[T]{}, err
	}
	rows, err := list(ctx, tx, in.ID, before, in.Limit+1)
	if err != nil {
		return httpapi.List[T]{}, err
	}
	return httpapi.NewList(rows, in.Limit, key)
}

func (s *Encounters) checkIn(ctx context.Context, tx *sqldb.Tx, in *checkInInput) (CheckInAnswer, error) {
	p, err := s.patients.Add(ctx, tx, in.Body.Patient.Fields, in.Body.ConfirmDistinct)
	var refusal *errs.Error
	if errors.As(err, &refusal) && refusal.PossibleDuplicates != nil {
		return CheckInAnswer{}, refusal.At("confirm_distinct", "set to true when this is a different person")
	}
	if errs.Is(err, errs.Conflict) {
		return CheckInAnswer{}, err // a likely duplicate: confirm_distinct stands beside the patient
	}
	if err != nil {
		return CheckInAnswer{}, errs.Under("patient", err)
	}
	e, err := s.CheckIn(ctx, tx, p.ID, &in.Body.Encounter)
	if err != nil {
		return CheckInAnswer{}, errs.Under("encounter", err)
	}
	e.redact(authz.From(ctx))
	return CheckInAnswer{p, e}, nil
}

func (s *Encounters) list(ctx context.Context, tx *sqldb.Tx, in *listInput) (httpapi.List[Encounter], error) {
	q := listQuery{status: in.Status, departmentID: in.DepartmentID, patientID: in.PatientID, attendingID: in.AttendingID}
	if in.Archived != "" {
		yes := in.Archived == "true"
		q.archived = &yes
	}
	return s.page(ctx, tx, in.Page, q)
}

func (s *Encounters) page(ctx context.Context, tx *sqldb.Tx, page httpapi.Page, q listQuery) (httpapi.List[Encounter], error) {
	if err := page.After(&q.after); err != nil {
		return httpapi.List[Encounter]{}, err
	}
	q.oldestFirst = contains(inCare, Status(q.status))
	q.limit = page.Limit + 1
	rows, err := selectList(ctx, tx, q)
	if err != nil {
		return httpapi.List[Encounter]{}, err
	}
	if err := s.describe(ctx, tx, rows); err != nil {
		return httpapi.List[Encounter]{}, err
	}
	by := authz.From(ctx)
	for i := range rows {
		rows[i].redact(by)
		if q.patientID == 0 {
			rows[i].glance()
		}
	}
	return httpapi.NewList(rows, page.Limit, func(e Encounter) any { return cursor{e.StatusSince.UnixMilli(), e.ID} })
}

func (s *Encounters) history(ctx context.Context, tx *sqldb.Tx, in *audit.HistoryInput) (httpapi.List[audit.Line], error) {
	if _, err := s.Get(ctx, tx, in.ID); err != nil {
		return httpapi.List[audit.Line]{}, err
	}
	page, err := audit.History(ctx, tx, entity, in)
	redactHistory(page.Items, authz.From(ctx))
	return page, err
}
