package patient

import "talaan/internal/audit"

// Owners says whom this area's records are about, for the audit trail.
func Owners() map[string]audit.Owner {
	return map[string]audit.Owner{
		entity:        audit.Owned(`SELECT id, id AS patient_id FROM patients WHERE id IN`),
		historyEntity: audit.Owned(`SELECT id, patient_id FROM medical_history WHERE id IN`),
	}
}
