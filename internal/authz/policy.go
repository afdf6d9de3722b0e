// Package authz says who may do what. This page is the whole policy: every
// permission in an English sentence, and the roles that hold it. The server
// asks it for each operation and each field; the page is told the same answers.
package authz

// Permission names one thing a user may be allowed to do.
type Permission string

// Role is a hat a user wears; a user may wear several.
type Role string

// The six roles of a hospital.
const (
	Admin        Role = "Admin"
	Doctor       Role = "Doctor"
	Nurse        Role = "Nurse"
	Coder        Role = "Coder"
	Teller       Role = "Teller"
	Receptionist Role = "Receptionist"
)

// Roles lists every role, in the order they are shown.
func Roles() []Role { return []Role{Admin, Doctor, Nurse, Coder, Teller, Receptionist} }

// Two permissions that no role holds: an operation may be open to all, or to
// whoever is signed in.
const (
	Public   Permission = "public"
	SignedIn Permission = "signed-in"
)

// The permissions.
const (
	PatientRead       Permission = "patient:read"
	PatientWrite      Permission = "patient:write"
	MedicalHistory    Permission = "medical-history:read"
	MedicalHistoryAdd Permission = "medical-history:write"

	EncounterRead         Permission = "encounter:read"
	EncounterCheckIn      Permission = "encounter:check-in"
	EncounterEdit         Permission = "encounter:edit"
	EncounterRegistration Permission = "encounter:write-registration"
	EncounterNursing      Permission = "encounter:write-nursing"
	EncounterClinical     Permission = "encounter:write-clinical"
	EncounterCoding       Permission = "encounter:write-coding"
	EncounterReadClinical Permission = "encounter:read-clinical"
	EncounterReadCoding   Permission = "encounter:read-coding"
	EncounterClaim        Permission = "encounter:claim"
	EncounterConfirm      Permission = "encounter:confirm"
	EncounterSendBack     Permission = "encounter:send-back"
	EncounterFinalize     Permission = "encounter:finalize"
	EncounterOverride     Permission = "encounter:override"
	EncounterTransfer     Permission = "encounter:transfer"
	EncounterDischarge    Permission = "encounter:discharge"
	EncounterCancel       Permission = "encounter:cancel"
	VitalsRead            Permission = "vitals:read"
	VitalsWrite           Permission = "vitals:write"
	NoteRead              Permission = "note:read"
	NoteWrite             Permission = "note:write"

	LabRead       Permission = "lab:read"
	LabRequest    Permission = "lab:request"
	LabWrite      Permission = "lab:write"
	LabDelete     Permission = "lab:delete"
	LabRestore    Permission = "lab:restore"
	PacketMake    Permission = "packet:make"
	MediaSettings Permission = "media-settings:write"

	WardRead     Permission = "ward:read"
	RoomWrite    Permission = "room:write"
	ServiceRead  Permission = "service:read"
	ServiceWrite Permission = "service:write"

	BillRead      Permission = "bill:read"
	ChargeAdd     Permission = "charge:add"
	ChargeLate    Permission = "charge:add-after-discharge"
	ChargeReverse Permission = "charge:reverse"
	ChargePrice   Permission = "charge:price"
	BillReduce    Permission = "bill:reduce"
	BillAdjust    Permission = "bill:adjust-final"
	DiscountOther Permission = "discount:other"
	CaseRateWrite Permission = "case-rate:write"
	BillSettings  Permission = "billing-settings:write"
	PaymentTake   Permission = "payment:take"
	PaymentVoid   Permission = "payment:void"
	PaymentRefund Permission = "payment:refund"
	PaymentPrint  Permission = "payment:print"
	BillFinalize  Permission = "bill:finalize"

	PromissoryWrite Permission = "promissory-note:write"
	ReceivableRead  Permission = "receivable:read"
	ShiftRead       Permission = "shift:read"
	ShiftKeep       Permission = "shift:keep"
	ShiftCloseAny   Permission = "shift:close-any"

	DepartmentRead  Permission = "department:read"
	DepartmentWrite Permission = "department:write"
	PhysicianRead   Permission = "physician:read"
	ICDRead         Permission = "icd:read"
	ICDMappingWrite Permission = "icd-mapping:write"
	UserRead        Permission = "user:read"
	UserWrite       Permission = "user:write"
	UserReset       Permission = "user:reset"
	UserSessions    Permission = "user:end-sessions"
	SignInSettings  Permission = "sign-in-settings:write"
	HospitalWrite   Permission = "hospital:write"
	AuditRead       Permission = "audit:read"
	ChartBreak      Permission = "chart:break-glass"
	ChartSettings   Permission = "chart-settings:write"

	CorrectionRequest Permission = "correction:request"
	CorrectionDecide  Permission = "correction:decide"
	LegalHoldWrite    Permission = "legal-hold:write"
	RetentionRead     Permission = "retention:read"
	RetentionWrite    Permission = "retention-settings:write"
	PatientExport     Permission = "patient:export"
	PatientImport     Permission = "patient:import"

	BackupRead     Permission = "backup:read"
	BackupMake     Permission = "backup:make"
	BackupRestore  Permission = "backup:restore"
	BackupSettings Permission = "backup-settings:write"
)

// Rule is one line of the policy: the permission, what it allows in words, and
// the roles besides Admin that hold it. An Admin holds every permission.
type Rule struct {
	Permission Permission
	Allows     string
	Roles      []Role
}

// Policy returns every rule, in the order they are shown.
func Policy() []Rule { return policy }

var (
	clinicians = []Role{Doctor, Nurse}
	coders     = []Role{Coder, Teller}
	chart      = []Role{Doctor, Nurse, Coder}
	staff      = []Role{Doctor, Nurse, Coder, Teller, Receptionist}
)

var policy = []Rule{
	{PatientRead, "See patients and their demographics", staff},
	{PatientWrite, "Write patients' demographics, insurance and emergency contact", []Role{Receptionist}},
	{MedicalHistory, "See a patient's conditions, allergies, operations and medicines", chart},
	{MedicalHistoryAdd, "Record a patient's conditions, allergies, operations and medicines", clinicians},

	{EncounterRead, "See cases: their stage, department and attending physician", staff},
	{EncounterCheckIn, "Check patients in", []Role{Receptionist}},
	{EncounterEdit, "Save the parts of a case that belong to one's own work", staff},
	{EncounterRegistration, "Write reason for visit, intent, type of admission, visit type and referrer", []Role{Receptionist}},
	{EncounterNursing, "Write complaint, present illness, physical examination and condition", clinicians},
	{EncounterClinical, "Write findings, diagnoses, operations, treatment and the attending physician", []Role{Doctor}},
	{EncounterCoding, "Correct the ICD-10 code and the department", []Role{Doctor, Coder, Teller}},
	{EncounterReadClinical, "See complaint, findings, diagnoses, treatment and ICD-10 codes", chart},
	{EncounterReadCoding, "See diagnosis and ICD-10 code while a case is being coded", coders},
	{EncounterClaim, "Mark a waiting case as being worked on", []Role{Doctor, Nurse, Coder, Teller}},
	{EncounterConfirm, "Decide inpatient or outpatient and send a case to coding", []Role{Doctor}},
	{EncounterSendBack, "Send a case back to the doctor", coders},
	{EncounterFinalize, "Finalise a case after coding and assign the bed", coders},
	{EncounterOverride, "Go on although the physician's department differs, with a reason", []Role{Doctor, Coder}},
	{EncounterTransfer, "Move a patient to another bed", chart},
	{EncounterDischarge, "Discharge patients", []Role{Doctor}},
	{EncounterCancel, "Cancel a case before it is finalised", []Role{Receptionist, Doctor}},
	{VitalsRead, "See vital signs", chart},
	{VitalsWrite, "Record vital signs", clinicians},
	{NoteRead, "Read notes", chart},
	{NoteWrite, "Write notes", clinicians},

	{LabRead, "See laboratory requests, results and their files", chart},
	{LabRequest, "Request laboratory tests", []Role{Doctor}},
	{LabWrite, "Write laboratory results and add files to them", clinicians},
	{LabDelete, "Delete files and albums of laboratory results, with a reason", clinicians},
	{LabRestore, "See deleted files and albums and restore them", nil},
	{PacketMake, "Make a discharge packet of a case's record and files", clinicians},
	{MediaSettings, "Change which files are taken, and how large and how many", nil},

	{WardRead, "See rooms, beds and who lies where", staff},
	{RoomWrite, "Change rooms, their rates and beds", nil},
	{ServiceRead, "See services and prices", []Role{Doctor, Nurse, Coder, Teller}},
	{ServiceWrite, "Change services and prices", nil},

	{BillRead, "See bills", []Role{Doctor, Nurse, Coder, Teller}},
	{ChargeAdd, "Charge services to a bill while the patient is in care", []Role{Doctor, Nurse, Teller}},
	{ChargeLate, "Charge services after the discharge, until the bill is final", []Role{Teller}},
	{ChargeReverse, "Reverse a charge, with a reason", []Role{Teller}},
	{ChargePrice, "Charge another price than the price list's, with a reason", nil},
	{BillReduce, "Enter and withdraw what reduces a bill: senior or PWD, PhilHealth, HMO", []Role{Teller}},
	{BillAdjust, "Change what reduces a final bill, with a reason", nil},
	{DiscountOther, "Give a discount that is not the law's, with a reason and within the limit", nil},
	{CaseRateWrite, "Import PhilHealth's case rates", nil},
	{BillSettings, "Change the limit of discounts", nil},
	{PaymentTake, "Take cash payments", []Role{Teller}},
	{PaymentVoid, "Void a payment on the day it was taken, with a reason", []Role{Teller}},
	{PaymentRefund, "Refund a payment, or what is left of a deposit, with a reason", []Role{Teller}},
	{PaymentPrint, "Print receipts and their copies", []Role{Teller}},
	{BillFinalize, "Issue the final bill", []Role{Teller}},

	{PromissoryWrite, "Take and cancel promissory notes", []Role{Teller}},
	{ReceivableRead, "See promissory notes and what is owed on them", []Role{Teller}},
	{ShiftRead, "See cash shifts and the day's cash report", []Role{Teller}},
	{ShiftKeep, "Open and close one's own cash shift", []Role{Teller}},
	{ShiftCloseAny, "Close a shift that another teller left open", nil},

	{DepartmentRead, "See departments", staff},
	{DepartmentWrite, "Change departments", nil},
	{PhysicianRead, "See the list of physicians", staff},
	{ICDRead, "Look up ICD-10 codes and their departments", []Role{Doctor, Nurse, Coder, Teller}},
	{ICDMappingWrite, "Change which department an ICD-10 code belongs to", nil},
	{UserRead, "See users and their roles", nil},
	{UserWrite, "Make and change users", nil},
	{UserReset, "Give users a one-time code for a forgotten password, and remove a lost second factor", nil},
	{UserSessions, "See where users are signed in, and end it", nil},
	{SignInSettings, "Change when sessions end and lock, and which roles need a second factor", nil},
	{HospitalWrite, "Change the hospital's name and settings", nil},
	{AuditRead, "Read the audit trail, and who opened a patient's chart", nil},
	{ChartBreak, "Open a chart outside of one's duty, with a reason", chart},
	{ChartSettings, "Change which charts are within one's duty", nil},

	{CorrectionRequest, "Write down what patients say is wrong in their records, and see what came of it", staff},
	{CorrectionDecide, "Answer patients' requests for corrections", nil},
	{LegalHoldWrite, "Keep a patient's record whatever its age, and end that", nil},
	{RetentionRead, "See which records need not be kept any more, and which are on hold", nil},
	{RetentionWrite, "Change how long records are kept", nil},
	{PatientExport, "Export everything about one patient", nil},
	{PatientImport, "Import patients from a table of another system", nil},

	{BackupRead, "See backups and where they are kept", nil},
	{BackupMake, "Make backups and verify them", nil},
	{BackupRestore, "Restore a backup in the place of the present", nil},
	{BackupSettings, "Change when and where backups are made, and how long they are kept", nil},
}
