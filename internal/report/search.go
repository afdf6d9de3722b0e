package report

import (
	"context"
	"strings"

	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

// Hit is something that was found.
type Hit struct {
	Kind   string `json:"kind" enum:"patient,encounter,lab,bill,bed"`
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

// hits is how many results a search gives at the most.
const hits = 10

// Search finds patients, cases, laboratory tests, bills and beds, as far as the caller may see them.
func (r *Reports) Search(ctx context.Context, tx *sqldb.Tx, q string) ([]Hit, error) {
	q = strings.TrimSpace(q)
	if q == "" {
		return nil, nil
	}
	out, err := r.byNumber(ctx, tx, strings.ToUpper(q))
	if err != nil {
		return nil, err
	}
	people, err := r.people(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	out = append(out, people...)
	return out[:min(len(out), hits)], nil
}

// byNumber looks for a case number, a laboratory or bill code, or a bed.
func (r *Reports) byNumber(ctx context.Context, tx *sqldb.Tx, key string) ([]Hit, error) {
	var out []Hit
	by := authz.From(ctx)
	if by.Can(authz.EncounterRead) && strings.HasPrefix(key, "CN") {
		e, ok, err := r.encounters.ByCaseNumber(ctx, tx, key)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, Hit{"encounter", e.ID, e.CaseNumber, e.Patient.Name})
		}
	}
	if by.Can(authz.LabRead) {
		test, ok, err := r.laboratory.ByCode(ctx, tx, key)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, Hit{"lab", test.ID, test.TestType + " " + test.Code, test.Patient.Name})
		}
	}
	if by.Can(authz.BillRead) {
		id, patientID, ok, err := billing.ByCode(ctx, tx, key)
		if err != nil {
			return nil, err
		}
		if ok {
			briefs, err := r.encounters.Briefs(ctx, tx, []int64{patientID})
			if err != nil {
				return nil, err
			}
			out = append(out, Hit{"bill", id, "Bill " + key, briefs[patientID].Name})
		}
	}
	if by.Can(authz.WardRead) {
		beds, err := ward.Beds.Where(ctx, tx, "number = ?", key)
		if err != nil {
			return nil, err
		}
		for _, b := range beds {
			out = append(out, Hit{"bed", b.ID, "Bed " + b.Number, strings.ReplaceAll(b.Status, "_", " ")})
		}
	}
	return out, nil
}

func (r *Reports) people(ctx context.Context, tx *sqldb.Tx, q string) ([]Hit, error) {
	ids, err := patient.Find(ctx, tx, q, hits)
	if err != nil {
		return nil, err
	}
	briefs, err := r.encounters.Briefs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Hit, 0, len(ids))
	for _, id := range ids {
		if b, ok := briefs[id]; ok && b.Status != patient.Deleted {
			out = append(out, Hit{"patient", id, b.Name, b.Code + agePart(b)})
		}
	}
	return out, nil
}

func agePart(b patient.Brief) string {
	s := ""
	if b.DateOfBirth != "" {
		s += ", born " + b.DateOfBirth
	}
	if b.Sex != "" {
		s += ", " + strings.ToLower(b.Sex)
	}
	return s
}
