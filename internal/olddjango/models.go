package olddjango

import "slices"

// model is what the import knows of a model of the old application.
type model struct {
	fields  map[string][]string // ours, and the names under which it may stand, the likeliest first
	parent  string              // the field, by our name, of the row that a row belongs to
	ignored []string            // names that say nothing that is kept
}

func (m model) knows(field string) bool {
	if slices.Contains(m.ignored, field) {
		return true
	}
	for _, names := range m.fields {
		if slices.Contains(names, field) {
			return true
		}
	}
	return false
}

// by are the names of who did something; at of when.
var (
	by = []string{"created_by", "user", "operator", "added_by", "recorded_by", "performed_by", "author", "encoded_by"}
	at = []string{"created_at", "timestamp", "date_created", "created", "date_added", "date", "datetime"}
)

// demographics are the fields of a person, also in the history of patients.
var demographics = map[string][]string{
	"code":                    {"hospital_case_number", "code", "patient_code", "case_number", "hospital_number"},
	"name":                    {"name", "full_name", "patient_name"},
	"family_name":             {"family_name", "last_name", "surname"},
	"given_name":              {"given_name", "first_name"},
	"middle_name":             {"middle_name", "middle_initial"},
	"suffix":                  {"suffix", "name_suffix", "extension_name"},
	"date_of_birth":           {"date_of_birth", "birth_date", "birthdate", "birthday", "dob"},
	"age":                     {"age", "age_when_unknown"},
	"sex":                     {"sex", "gender"},
	"civil_status":            {"civil_status", "marital_status"},
	"birth_place":             {"birth_place", "birthplace", "place_of_birth"},
	"address":                 {"address", "permanent_address", "home_address"},
	"nationality":             {"nationality", "citizenship"},
	"religion":                {"religion"},
	"occupation":              {"occupation"},
	"phone":                   {"phone", "phone_number", "contact_number", "mobile_number", "telephone"},
	"emergency_contact_name":  {"emergency_contact_name", "emergency_contact"},
	"emergency_contact_phone": {"emergency_contact_phone", "emergency_contact_number"},
	"father_name":             {"father_name", "fathers_name"},
	"father_address":          {"father_address", "fathers_address"},
	"father_contact":          {"father_contact", "father_contact_number", "fathers_contact"},
	"mother_name":             {"mother_name", "mothers_name", "mother_maiden_name"},
	"mother_address":          {"mother_address", "mothers_address"},
	"mother_contact":          {"mother_contact", "mother_contact_number", "mothers_contact"},
	"spouse_name":             {"spouse_name"},
	"spouse_address":          {"spouse_address"},
	"spouse_contact":          {"spouse_contact", "spouse_contact_number"},
	"has_philhealth":          {"has_philhealth", "philhealth", "is_philhealth_member"},
	"philhealth_number":       {"philhealth_number", "philhealth_no", "phic_number"},
	"philhealth_membership":   {"philhealth_membership", "philhealth_member_type", "membership", "membership_type"},
	"social_insurance":        {"social_insurance", "sss_gsis", "insurance_type", "social_security"},
	"has_hmo":                 {"has_hmo", "hmo", "is_hmo_member"},
	"hmo_name":                {"hmo_name", "hmo_provider", "hmo_company"},
	"hmo_number":              {"hmo_number", "hmo_id", "hmo_no"},
	"senior_id":               {"senior_id", "senior_citizen_id", "senior_citizen_number", "osca_id"},
	"pwd_id":                  {"pwd_id", "pwd_number"},
	"active":                  {"active", "is_active", "record_status", "active_status"},
	"archived":                {"archived", "is_archived"},
	"created_at":              {"created_at", "date_registered", "registered_at", "date_created", "created"},
	"created_by":              {"created_by", "registered_by", "encoded_by", "receptionist"},

	// What the old system kept of the present case in the patient's own row.
	"status":               {"status", "case_status", "patient_status"},
	"reason_for_visit":     {"reason_for_visit", "visit_reason", "reason"},
	"intent":               {"intent", "patient_intent", "intended_type"},
	"decision":             {"decision", "patient_type", "admission_decision", "inpatient_outpatient"},
	"type_of_admission":    {"type_of_admission", "admission_type"},
	"visit_type":           {"visit_type", "type_of_visit"},
	"referred_by":          {"referred_by", "referral"},
	"consultation_at":      {"consultation_datetime", "consultation_at", "consultation_date", "date_of_consultation"},
	"next_consultation_at": {"next_consultation_datetime", "next_consultation_at", "next_consultation_date", "next_consultation", "follow_up_date"},
	"ward_service":         {"ward_service", "ward", "service_ward"},
	"attending_physician":  {"attending_physician", "physician", "doctor", "attending_doctor", "attending_physician_id"},
	"department":           {"department", "assigned_department", "department_id"},
	"current_condition":    {"current_condition", "condition"},
	"main_complaint":       {"main_complaint", "chief_complaint", "complaint"},
	"present_illness":      {"present_illness", "history_of_present_illness"},
	"physical_examination": {"physical_examination", "physical_exam"},
	"clinical_findings":    {"clinical_findings", "findings"},
	"principal_diagnosis":  {"principal_diagnosis", "diagnosis", "admitting_diagnosis"},
	"other_diagnosis":      {"other_diagnosis", "secondary_diagnosis", "other_diagnoses"},
	"final_diagnosis":      {"final_diagnosis", "discharge_diagnosis"},
	"icd_code":             {"icd_code", "icd10_code", "icd", "icd_10"},
	"other_icd_codes":      {"other_icd_codes", "secondary_icd_codes"},
	"principal_operation":  {"principal_operation", "principal_procedure", "operation"},
	"other_operation":      {"other_operation", "other_operation_procedure", "other_procedure"},
	"treatment_plan":       {"treatment_plan", "treatment", "plan"},
	"disposition":          {"disposition"},
	"result":               {"result", "results", "outcome"},
	"autopsied":            {"autopsied", "autopsy", "is_autopsied"},
	"admitted_at":          {"admitted_at", "admission_date", "date_admitted", "admission_datetime", "admission_time"},
	"discharged_at":        {"discharged_at", "discharge_date", "date_discharged", "discharge_datetime", "discharge_time"},
	"updated_at":           {"updated_at", "last_modified", "modified_at", "date_updated"},
	"height":               {"height", "height_cm"},
	"weight":               {"weight", "weight_kg"},
	"temperature":          {"temperature", "body_temperature", "temp"},
	"blood_pressure":       {"blood_pressure", "bp"},
	"pulse":                {"pulse_rate", "pulse", "heart_rate"},
	"respiration":          {"respiratory_rate", "respiration", "respiration_rate"},
	"spo2":                 {"spo2", "oxygen_saturation", "o2_saturation"},
}

// derived are fields of the patient that follow from others, which are taken.
var derived = []string{"total_days", "days_stayed", "bed", "room", "current_bed", "current_room", "assigned_bed", "has_bed", "is_admitted", "total_hours"}

// history are the fields that a row of the patients' history has besides.
func history() map[string][]string {
	out := map[string][]string{
		"patient":        {"id", "patient", "patient_id", "original_id"},
		"history_at":     {"history_date", "archived_at", "changed_at", "recorded_at", "timestamp"},
		"history_by":     {"history_user", "archived_by", "changed_by", "user"},
		"history_type":   {"history_type", "action", "change_type"},
		"history_reason": {"history_change_reason", "change_reason", "archive_reason"},
	}
	for k, v := range demographics {
		out[k] = v
	}
	return out
}

// models are the models that the import knows, under Django's names.
var models = map[string]model{
	"department": {fields: map[string][]string{
		"name": {"name", "department_name"}, "description": {"description"}, "is_default": {"is_default", "default"},
	}, ignored: []string{"created_at", "updated_at", "code"}},
	"user": {fields: map[string][]string{
		"user_id": {"user_id", "username", "employee_id"}, "username": {"username"}, "password": {"password"},
		"given_name": {"first_name", "given_name"}, "middle_name": {"middle_name"}, "family_name": {"last_name", "family_name", "surname"},
		"name": {"name", "full_name"}, "email": {"email"}, "phone": {"phone", "phone_number", "contact_number", "mobile_number"},
		"address": {"address"}, "birth_date": {"birth_date", "birthdate", "date_of_birth", "birthday"}, "role": {"role", "roles", "user_type", "position"},
		"department": {"department"}, "specialisation": {"specialization", "specialisation", "specialty"}, "active": {"is_active", "active"},
		"superuser": {"is_superuser"}, "photo": {"profile_image", "profile_picture", "photo", "image", "avatar", "user_image"}, "created_at": {"date_joined", "created_at"},
	}, ignored: []string{"last_login", "is_staff", "groups", "user_permissions", "updated_at", "is_online", "status"}},
	"userimage": {parent: "user", fields: map[string][]string{
		"user": {"user", "owner"}, "file": {"image", "file", "photo", "picture"}, "at": {"uploaded_at", "created_at", "timestamp"}, "description": {"description", "caption"},
	}, ignored: []string{"is_profile", "updated_at", "file_name"}},
	"icdtodepartmentmapping": {fields: map[string][]string{
		"icd_code": {"icd_code", "icd", "code", "icd_prefix", "prefix"}, "department": {"department"}, "description": {"description"},
	}, ignored: []string{"created_at", "updated_at"}},
	"service": {fields: map[string][]string{
		"name": {"name", "service_name"}, "code": {"code", "service_code"}, "price": {"price", "cost", "amount", "current_cost", "rate"},
		"category": {"category", "service_type", "type"}, "active": {"is_active", "active", "is_available"},
	}, ignored: []string{"description", "created_at", "updated_at"}},
	"room": {fields: map[string][]string{
		"name": {"name", "room_number", "room_name", "number"}, "rate": {"hourly_rate", "rate_per_hour", "room_rate", "rate", "price", "cost"},
		"ward": {"ward", "room_type", "type", "category", "floor"},
	}, ignored: []string{"capacity", "status", "is_available", "is_occupied", "created_at", "updated_at"}},
	"bed": {fields: map[string][]string{
		"number": {"number", "bed_number", "name", "code"}, "room": {"room"}, "status": {"status", "condition"}, "active": {"is_active"},
	}, ignored: []string{"is_occupied", "is_available", "occupied", "patient", "current_patient", "created_at", "updated_at"}},
	"patient":           {fields: demographics, ignored: derived},
	"historicalpatient": {parent: "patient", fields: history(), ignored: append([]string{"history_id"}, derived...)},
	"laboratoryresult": {parent: "patient", fields: map[string][]string{
		"patient": {"patient"}, "code": {"lab_code", "code", "lab_id"}, "test_type": {"test_type", "test_name", "type", "name"},
		"summary": {"result_summary", "summary", "result", "results", "findings", "remarks"}, "at": {"date_performed", "performed_at", "test_date", "created_at", "date", "uploaded_at"},
		"created_at": {"created_at", "date_created", "uploaded_at"}, "by": {"performed_by", "created_by", "uploaded_by", "user", "technician"},
		"file": {"attachment", "file", "image", "result_file", "document"}, "description": {"attachment_description", "file_description", "description"},
	}, ignored: []string{"updated_at"}},
	"labresultfilegroup": {parent: "lab", fields: map[string][]string{
		"lab": {"lab_result", "laboratory_result", "lab", "result"}, "description": {"description", "name", "title", "group_name"},
		"at": {"uploaded_at", "created_at", "timestamp"}, "by": {"uploaded_by", "created_by", "user"}, "files": {"files"},
	}, ignored: []string{"updated_at"}},
	"labresultfile": {fields: map[string][]string{
		"lab": {"lab_result", "laboratory_result", "lab", "result"}, "group": {"group", "file_group"}, "file": {"file", "attachment", "image", "document"},
		"description": {"description", "caption", "title"}, "at": {"uploaded_at", "created_at", "timestamp"}, "by": {"uploaded_by", "created_by", "user"},
	}, ignored: []string{"file_type", "file_size", "content_type", "size", "name", "file_name", "original_name", "updated_at"}},
	"labresultfileingroup": {parent: "group", fields: map[string][]string{
		"group": {"group", "file_group", "lab_result_file_group"}, "member": {"file", "lab_result_file", "lab_file"}, "order": {"order", "position"},
	}, ignored: []string{"added_at", "created_at", "uploaded_at"}},
	"clinicalnote": {parent: "patient", fields: map[string][]string{
		"patient": {"patient"}, "kind": {"note_type", "type", "kind", "category", "role"}, "title": {"title", "subject", "focus"},
		"body": {"content", "note", "body", "text", "notes"}, "at": at, "by": by,
	}, ignored: []string{"updated_at"}},
	"medicalhistory": {parent: "patient", fields: map[string][]string{
		"patient": {"patient"}, "kind": {"kind", "type", "history_type", "category"}, "description": {"description", "condition", "name", "title", "illness"},
		"details": {"details", "notes", "remarks"}, "at": at, "by": by,
		"Condition": {"conditions", "past_illnesses", "medical_conditions", "illnesses", "past_medical_history", "family_history"}, "Allergy": {"allergies", "allergy"},
		"Operation": {"operations", "surgeries", "past_surgeries", "surgical_history"}, "Medicine": {"medicines", "medications", "current_medications"},
	}, ignored: []string{"updated_at"}},
	"patientservice": {parent: "patient", fields: map[string][]string{
		"patient": {"patient"}, "service": {"service"}, "quantity": {"quantity", "qty"}, "price": {"unit_price", "price", "cost_at_time", "service_price"},
		"amount": {"amount", "total", "total_cost", "total_price"}, "at": {"date_availed", "availed_at", "created_at", "timestamp", "date"}, "by": by,
	}, ignored: []string{"status", "is_billed", "updated_at"}},
	"bedassignment": {parent: "patient", fields: map[string][]string{
		"patient": {"patient"}, "bed": {"bed"}, "billing": {"billing", "bill"}, "rate": {"hourly_rate", "rate", "rate_at_time", "room_rate"},
		"start": {"start_time", "assigned_at", "date_assigned", "started_at", "start_date", "check_in", "date_in", "created_at"},
		"end":   {"end_time", "released_at", "date_released", "ended_at", "end_date", "discharged_at", "check_out", "date_out"},
		"open":  {"is_active", "active", "is_current"}, "by": {"assigned_by", "created_by", "user"},
	}, ignored: []string{"total_hours", "total_cost", "hours", "last_billed_at", "last_billed", "updated_at", "room"}},
	"billing": {parent: "patient", fields: map[string][]string{
		"patient": {"patient"}, "code": {"code", "billing_code", "bill_code", "billing_number"}, "status": {"status", "payment_status"},
		"total": {"total_due", "total_amount", "total", "amount_due", "grand_total"}, "paid": {"amount_paid", "total_paid", "paid_amount"},
		"at": {"created_at", "billing_date", "date_created", "date", "timestamp"}, "by": {"created_by", "operator", "operator_name", "user", "biller", "teller"},
	}, ignored: []string{"balance", "updated_at", "is_paid", "paid_at", "date_paid"}},
	"billingitem": {parent: "billing", fields: map[string][]string{
		"billing": {"billing", "bill"}, "availed": {"patient_service", "service_availed", "availed_service"}, "service": {"service"},
		"stay": {"bed_assignment", "bedassignment", "stay"}, "description": {"description", "name", "item_name", "service_name"},
		"quantity": {"quantity", "qty", "hours", "units"}, "price": {"unit_price", "price", "rate", "cost"}, "amount": {"amount", "total", "subtotal", "total_price", "line_total", "total_amount"},
		"at": at, "by": by,
	}, ignored: []string{"item_type", "type", "updated_at"}},
	"payment": {parent: "billing", fields: map[string][]string{
		"billing": {"billing", "bill"}, "amount": {"amount", "amount_paid", "payment_amount"}, "tendered": {"amount_tendered", "tendered", "cash_tendered", "cash_received"},
		"payer": {"payer", "paid_by", "payer_name", "received_from"}, "receipt": {"receipt_number", "or_number", "official_receipt", "receipt_no", "reference_number"},
		"void": {"is_void", "voided", "is_voided", "is_cancelled"}, "at": {"payment_date", "paid_at", "date_paid", "created_at", "timestamp", "date"},
		"by": {"received_by", "cashier", "operator", "created_by", "user", "teller", "processed_by"},
	}, ignored: []string{"change", "change_given", "status", "updated_at"}},
	"billingoperatorlog": {parent: "billing", fields: map[string][]string{
		"billing": {"billing", "bill"}, "by": {"operator", "user", "operator_name", "created_by", "performed_by"}, "action": {"action", "activity", "event", "operation"},
		"details": {"details", "description", "remarks", "notes"}, "at": at,
	}},
	"userlog": {fields: map[string][]string{
		"by": {"user", "username", "actor"}, "action": {"action", "activity", "event"}, "details": {"details", "description", "remarks"},
		"address": {"ip_address", "ip", "address"}, "at": at,
	}, ignored: []string{"user_agent", "session_key"}},
	"backuphistory": {fields: map[string][]string{
		"at": at, "file": {"file_name", "filename", "file", "path", "backup_file"}, "by": by,
	}, ignored: []string{"size", "file_size", "status", "type", "backup_type", "restored_at"}},
}
