package lab

import "talaan/internal/audit"

// Owners says whom the laboratory's records are about, for the audit trail.
func Owners() map[string]audit.Owner {
	return map[string]audit.Owner{
		entity:  audit.Owned(`SELECT id, patient_id FROM labs WHERE id IN`),
		"album": audit.Owned(`SELECT a.id, l.patient_id FROM albums a JOIN labs l ON l.id = a.lab_id WHERE a.id IN`),
		"file":  audit.Owned(`SELECT f.id, l.patient_id FROM album_files f JOIN albums a ON a.id = f.album_id JOIN labs l ON l.id = a.lab_id WHERE f.id IN`),
	}
}
