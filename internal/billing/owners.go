package billing

import "talaan/internal/audit"

// Owners says whom the records of bills are about, for the audit trail.
func Owners() map[string]audit.Owner {
	return map[string]audit.Owner{
		entity:           audit.Owned(`SELECT id, patient_id FROM bills WHERE id IN`),
		"payment":        audit.Owned(`SELECT p.id, b.patient_id FROM payments p JOIN bills b ON b.id = p.bill_id WHERE p.id IN`),
		promissoryEntity: audit.Owned(`SELECT n.id, b.patient_id FROM promissory_notes n JOIN bills b ON b.id = n.bill_id WHERE n.id IN`),
	}
}
