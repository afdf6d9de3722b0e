package encounter

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/sqldb"
)

// LastCase is when a patient was last here.
type LastCase struct {
	PatientID int64     `db:"patient_id"`
	Ended     time.Time `db:"ended"`     // the latest end of a case
	Inpatient bool      `db:"inpatient"` // whether one of the cases was an inpatient's
	Cases     int64     `db:"cases"`
}

// LastCases returns patients, by id from after on, who have no open case and
// whose last one ended before a moment: one for those who were inpatients, and
// another for those who never were.
func LastCases(ctx context.Context, tx *sqldb.Tx, inpatientBefore, outpatientBefore time.Time, after int64, limit int) ([]LastCase, error) {
	list, err := sqldb.All[LastCase](ctx, tx, `SELECT patient_id, MAX(status_since) AS ended, MAX(CASE WHEN decision = 'Inpatient' THEN 1 ELSE 0 END) AS inpatient, COUNT(*) AS cases
	FROM encounters WHERE patient_id > ? GROUP BY patient_id
	HAVING SUM(CASE WHEN status IN ('Discharged', 'Cancelled') THEN 0 ELSE 1 END) = 0
	AND ((MAX(CASE WHEN decision = 'Inpatient' THEN 1 ELSE 0 END) = 1 AND MAX(status_since) < ?) OR (MAX(CASE WHEN decision = 'Inpatient' THEN 1 ELSE 0 END) = 0 AND MAX(status_since) < ?))
	ORDER BY patient_id LIMIT ?`, after, inpatientBefore, outpatientBefore, limit)
	if err != nil {
		return nil, fmt.Errorf("list patients by their last case: %w", err)
	}
	return list, nil
}
