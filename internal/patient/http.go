package patient

import (
	"context"
	"net/http"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type listInput struct {
	httpapi.Page
	Q        string `query:"q" maxLength:"100" doc:"Words of the name in any order, patient code or phone"`
	Status   string `query:"status" enum:"Active,Inactive,Deleted" doc:"All but deleted ones when not given"`
	Archived bool   `query:"archived" doc:"Include archived patients"`
}

type changeInput struct {
	httpapi.ByID
	Body httpapi.Patch[PatientFields]
}

type resemblingInput struct {
	FamilyName  string `query:"family_name" maxLength:"80"`
	GivenName   string `query:"given_name" maxLength:"80"`
	DateOfBirth string `query:"date_of_birth" maxLength:"10"`
	Phone       string `query:"phone" maxLength:"40"`
}

type addHistoryInput struct {
	httpapi.ByID
	Body httpapi.Draft[HistoryFields]
}

type retireInput struct {
	httpapi.ByID
	ItemID int64 `path:"item_id" minimum:"1"`
	Body   struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// Register adds the operations on patients.
func (r *Patients) Register(api *httpapi.API) {
	op := func(id, method, path, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "patients"}
	}
	httpapi.Read(api, authz.PatientRead, op("list-patients", http.MethodGet, "/patients", "List or find patients, newest first"), r.list)
	httpapi.Read(api, authz.PatientRead, op("list-possible-duplicates", http.MethodGet, "/patients/possible-duplicates", "Patients that a person resembles"), r.resembling)
	httpapi.Read(api, authz.PatientRead, op("get-patient", http.MethodGet, "/patients/{id}", "One patient"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Patient, error) {
			return r.Get(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.PatientWrite, op("change-patient", http.MethodPatch, "/patients/{id}", "Change a patient's demographics"),
		func(ctx context.Context, tx *sqldb.Tx, in *changeInput) (Patient, error) {
			return r.Change(ctx, tx, in.ID, &in.Body)
		})
	httpapi.Read(api, authz.PatientRead, op("get-patient-history", http.MethodGet, "/patients/{id}/history", "Who changed what on a patient, newest first"), r.history)
	httpapi.Read(api, authz.MedicalHistory, op("list-medical-history", http.MethodGet, "/patients/{id}/medical-history", "Conditions, allergies, operations, medicines"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[HistoryItem], error) {
			if _, err := r.Get(ctx, tx, in.ID); err != nil {
				return httpapi.List[HistoryItem]{}, err
			}
			items, err := History(ctx, tx, in.ID)
			return httpapi.Whole(items), err
		})
	add := op("add-medical-history", http.MethodPost, "/patients/{id}/medical-history", "Record an item of medical history")
	add.Status = http.StatusCreated
	httpapi.Act(api, authz.MedicalHistoryAdd, add,
		func(ctx context.Context, tx *sqldb.Tx, in *addHistoryInput) (HistoryItem, error) {
			return r.AddHistory(ctx, tx, in.ID, in.Body.Fields)
		})
	httpapi.Act(api, authz.MedicalHistoryAdd, op("retire-medical-history", http.MethodPost, "/patients/{id}/medical-history/{item_id}/retire", "Strike an item out, with a reason"),
		func(ctx context.Context, tx *sqldb.Tx, in *retireInput) (HistoryItem, error) {
			return r.Retire(ctx, tx, in.ID, in.ItemID, in.Body.Reason)
		})
}

// searchLimit bounds how many matches of a search are looked at.
const searchLimit = 200

func (r *Patients) list(ctx context.Context, tx *sqldb.Tx, in *listInput) (httpapi.List[Patient], error) {
	q := listQuery{status: in.Status, archived: in.Archived || in.Q != "", limit: in.Limit + 1}
	if err := in.After(&q.beforeID); err != nil {
		return httpapi.List[Patient]{}, err
	}
	if in.Q != "" {
		ids, err := Find(ctx, tx, in.Q, searchLimit)
		if err != nil || len(ids) == 0 {
			return httpapi.Whole[Patient](nil), err
		}
		q.ids = ids
	}
	rows, err := selectList(ctx, tx, q)
	if err != nil {
		return httpapi.List[Patient]{}, err
	}
	today := r.today(tx)
	for i, p := range rows {
		rows[i].Age = age(p.DateOfBirth, p.AgeWhenUnknown, p.AgeRecordedOn, today)
	}
	return httpapi.NewList(rows, in.Limit, func(p Patient) any { return p.ID })
}

func (r *Patients) resembling(ctx context.Context, tx *sqldb.Tx, in *resemblingInput) (httpapi.List[Patient], error) {
	found, err := r.Resembling(ctx, tx, PatientFields{FamilyName: in.FamilyName, GivenName: in.GivenName, DateOfBirth: in.DateOfBirth, Phone: in.Phone})
	return httpapi.Whole(found), err
}

func (r *Patients) history(ctx context.Context, tx *sqldb.Tx, in *audit.HistoryInput) (httpapi.List[audit.Line], error) {
	if _, err := r.Get(ctx, tx, in.ID); err != nil {
		return httpapi.List[audit.Line]{}, err
	}
	return audit.History(ctx, tx, entity, in)
}
