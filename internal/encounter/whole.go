package encounter

import (
	"context"
	"fmt"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
)

// Whole is a case with what was recorded on it, as far as the caller may see it.
type Whole struct {
	Encounter
	Vitals []Vitals `json:"vitals"`
	Notes  []Note   `json:"notes"`
}

// mostRecords is more vital signs or notes than any case has.
const mostRecords = 1_000_000

// WholeCases returns all cases of a patient, the oldest first. The caller must
// be one who may read all of them.
func (s *Encounters) WholeCases(ctx context.Context, tx *sqldb.Tx, patientID int64) ([]Whole, error) {
	list, err := sqldb.All[Encounter](ctx, tx, `SELECT `+columns+` FROM encounters WHERE patient_id = ? ORDER BY id`, patientID)
	if err != nil {
		return nil, fmt.Errorf("read the cases of patient %d: %w", patientID, err)
	}
	if err := s.describe(ctx, tx, list); err != nil {
		return nil, err
	}
	out := make([]Whole, len(list))
	for i := range list {
		list[i].redact(authz.From(ctx))
		out[i].Encounter = list[i]
		if out[i].Vitals, err = listVitals(ctx, tx, list[i].ID, 0, mostRecords); err != nil { // a query for each of a patient's few cases
			return nil, err
		}
		if out[i].Notes, err = listNotes(ctx, tx, list[i].ID, 0, mostRecords); err != nil {
			return nil, err
		}
	}
	return out, nil
}
