package encounter

import (
	"context"
	"maps"
	"slices"

	"talaan/internal/audit"
	"talaan/internal/sqldb"
	"talaan/internal/ward"
)

var patientOf = audit.Owned(`SELECT id, patient_id FROM encounters WHERE id IN`)

// Owners says whom the records of cases are about, for the audit trail.
func Owners() map[string]audit.Owner {
	return map[string]audit.Owner{
		entity:          patientOf,
		"vitals":        audit.Owned(`SELECT v.id, e.patient_id FROM vitals v JOIN encounters e ON e.id = v.encounter_id WHERE v.id IN`),
		"note":          audit.Owned(`SELECT n.id, e.patient_id FROM notes n JOIN encounters e ON e.id = n.encounter_id WHERE n.id IN`),
		ward.StayEntity: patientOfStay,
	}
}

// patientOfStay goes from the stay to its case and from there to the patient.
func patientOfStay(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]int64, error) {
	cases, err := ward.EncountersOf(ctx, tx, ids)
	if err != nil || len(cases) == 0 {
		return nil, err
	}
	patients, err := patientOf(ctx, tx, slices.Collect(maps.Values(cases)))
	of := make(map[int64]int64, len(cases))
	for stay, id := range cases {
		if p, ok := patients[id]; ok {
			of[stay] = p
		}
	}
	return of, err
}
