package encounter

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/sqldb"
)

// Episode is what of a case decides whose duty the patient is.
type Episode struct {
	Status       Status    `db:"status"`
	Since        time.Time `db:"status_since"` // when it came to this status
	AttendingID  *int64    `db:"attending_physician_id"`
	DepartmentID *int64    `db:"department_id"`
}

// Open reports whether the case goes on.
func (e Episode) Open() bool { return e.Status != Discharged && e.Status != Cancelled }

// Episodes returns all cases of a patient, the oldest first.
func Episodes(ctx context.Context, tx *sqldb.Tx, patientID int64) ([]Episode, error) {
	list, err := sqldb.All[Episode](ctx, tx, `SELECT status, status_since, attending_physician_id, department_id FROM encounters WHERE patient_id = ? ORDER BY id`, patientID)
	if err != nil {
		return nil, fmt.Errorf("list the cases of patient %d: %w", patientID, err)
	}
	return list, nil
}
