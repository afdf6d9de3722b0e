// Package lab holds laboratory work: what a doctor asks for, the result with
// its values, and the albums of files that belong to it. A request becomes a
// result in place, so that one record tells the whole story.
package lab

import (
	"slices"
	"time"

	"talaan/internal/patient"
)

// Status is the stage of a laboratory test.
type Status string

// The stages. A result that is written without a request begins as Done.
const (
	Requested  Status = "Requested"
	InProgress Status = "In_progress"
	Done       Status = "Done"
	Cancelled  Status = "Cancelled"
)

// Flag says how a value stands to its reference range, in the codes of HL7
// table 0078 (interpretation codes).
type Flag string

// The flags.
const (
	NoFlag       Flag = ""
	Normal       Flag = "N"
	Low          Flag = "L"
	High         Flag = "H"
	CriticalLow  Flag = "LL"
	CriticalHigh Flag = "HH"
	Abnormal     Flag = "A"
)

// Charge states: what became of the test's price.
const (
	NoCharge      = "none"     // no service belongs to the test
	ChargeDue     = "due"      // it is charged when the test is done and the case has a bill
	Charged       = "charged"  // it stands on the bill
	ChargeUndone  = "reversed" // it stood on the bill and was reversed
	ChargeTooLate = "too_late" // the bill was final before the test was done
)

// RequestFields are what is asked for.
type RequestFields struct {
	TestType    string `json:"test_type" maxLength:"160" need:"create" doc:"Like Complete blood count"`
	RequestNote string `json:"request_note" maxLength:"2000" doc:"Why the test is asked for, and what the laboratory should know"`
	Urgent      bool   `json:"urgent"`
	ServiceID   *int64 `json:"service_id" doc:"The service of the price list that is charged when the test is done"`
}

// ResultFields are what clients may write on a request or a result.
type ResultFields struct {
	RequestFields
	ResultSummary string       `json:"result_summary" maxLength:"20000" doc:"The result in words; required once the test is done"`
	Values        []ValueInput `json:"values" maxItems:"200" doc:"All values, in their order; they replace those that were there"`
}

// ValueInput is one measured value as it is written.
type ValueInput struct {
	Analyte        string `json:"analyte" minLength:"1" maxLength:"120" doc:"What was measured, like Potassium"`
	Value          string `json:"value" minLength:"1" maxLength:"120" doc:"As the laboratory wrote it: 4.1, <0.5, Negative"`
	Unit           string `json:"unit,omitempty" maxLength:"40" doc:"Like mmol/L"`
	ReferenceRange string `json:"reference_range,omitempty" maxLength:"80" doc:"As the laboratory wrote it: 3.5-5.1, <5, >40, Negative"`
	FlagSet        Flag   `json:"flag_set,omitempty" enum:",N,L,H,LL,HH,A" doc:"The laboratory's own flag; empty lets it follow from the range"`
}

// LabValue is one measured value.
type LabValue struct {
	Analyte        string   `json:"analyte" db:"analyte"`
	Value          string   `json:"value" db:"value"`
	Number         *float64 `json:"number" db:"number" doc:"The value as a number, when it is one"`
	Unit           string   `json:"unit" db:"unit"`
	ReferenceRange string   `json:"reference_range" db:"reference_range"`
	FlagSet        Flag     `json:"flag_set" db:"flag_set" enum:",N,L,H,LL,HH,A" doc:"The laboratory's own flag, when it gave one"`
	Flag           Flag     `json:"flag" db:"flag" enum:",N,L,H,LL,HH,A" doc:"The flag that counts: the laboratory's own, or what follows from the range"`
}

// LabSummary is a test in a list.
type LabSummary struct {
	ID            int64         `json:"id" db:"id"`
	Version       int64         `json:"version" db:"version"`
	Code          string        `json:"code" db:"code" doc:"Eight characters"`
	Status        Status        `json:"status" db:"status" enum:"Requested,In_progress,Done,Cancelled"`
	Urgent        bool          `json:"urgent" db:"urgent"`
	TestType      string        `json:"test_type" db:"test_type"`
	EncounterID   int64         `json:"encounter_id" db:"encounter_id"`
	CaseNumber    string        `json:"case_number" db:"case_number"`
	PatientID     int64         `json:"patient_id" db:"patient_id"`
	Patient       patient.Brief `json:"patient"`
	DatedAt       time.Time     `json:"dated_at" db:"dated_at" doc:"When the test was done; until then, when it was asked for. Lists go by it"`
	RequestedAt   *time.Time    `json:"requested_at" db:"requested_at" doc:"Null when the result was written without a request"`
	RequestedBy   *int64        `json:"requested_by" db:"requested_by"`
	RequestedName string        `json:"requested_by_name"`
	PerformedAt   *time.Time    `json:"performed_at" db:"performed_at"`
	PerformedBy   *int64        `json:"performed_by" db:"performed_by"`
	PerformedName string        `json:"performed_by_name"`
	FileCount     int64         `json:"file_count" doc:"Files that are not deleted"`
	AbnormalCount int64         `json:"abnormal_count" doc:"Values whose flag is neither empty nor N"`
}

// Lab is one test: the request, the result and its albums.
type Lab struct {
	LabSummary
	RequestNote   string     `json:"request_note" db:"request_note"`
	ResultSummary string     `json:"result_summary" db:"result_summary"`
	Values        []LabValue `json:"values"`
	Albums        []Album    `json:"albums" doc:"In the order in which they came; deleted ones only for those who may restore them"`
	StartedAt     *time.Time `json:"started_at" db:"started_at"`
	StartedName   string     `json:"started_by_name"`
	CancelledAt   *time.Time `json:"cancelled_at" db:"cancelled_at"`
	CancelledName string     `json:"cancelled_by_name"`
	CancelReason  string     `json:"cancel_reason" db:"cancel_reason"`
	CreatedAt     time.Time  `json:"created_at" db:"created_at"`
	CreatedName   string     `json:"created_by_name"`
	ServiceID     *int64     `json:"service_id" db:"service_id"`
	ServiceName   string     `json:"service_name"`
	ChargeState   string     `json:"charge_state" enum:"none,due,charged,reversed,too_late" doc:"What became of the test's price"`

	TestID      int64  `json:"-" db:"test_id"`
	StartedBy   *int64 `json:"-" db:"started_by"`
	CancelledBy *int64 `json:"-" db:"cancelled_by"`
	CreatedBy   int64  `json:"-" db:"created_by"`
	ChargeID    *int64 `json:"-" db:"charge_id"` // UNIQUE: a charge belongs to one test
}

// fields returns the writable part of l.
func (l *Lab) fields() ResultFields {
	return ResultFields{
		RequestFields: RequestFields{TestType: l.TestType, RequestNote: l.RequestNote, Urgent: l.Urgent, ServiceID: l.ServiceID},
		ResultSummary: l.ResultSummary, Values: written(l.Values),
	}
}

// clone copies l so that the copy keeps the old values when l changes.
func (l *Lab) clone() Lab {
	c := *l
	c.Values, c.Albums = slices.Clone(l.Values), slices.Clone(l.Albums)
	return c
}

// Result is a result that is written without a request.
type Result struct {
	EncounterID   int64        `json:"encounter_id" minimum:"1"`
	TestType      string       `json:"test_type" minLength:"1" maxLength:"160"`
	ResultSummary string       `json:"result_summary" minLength:"1" maxLength:"20000"`
	ServiceID     *int64       `json:"service_id,omitempty" doc:"The service of the price list that is charged for it"`
	Values        []ValueInput `json:"values,omitempty" maxItems:"200"`
	Albums        []AlbumInput `json:"albums,omitempty" maxItems:"20"`
}

// Completion is the result of a requested test. Values replace those that were
// saved before, unless they are absent.
type Completion struct {
	ResultSummary string       `json:"result_summary" minLength:"1" maxLength:"20000"`
	Values        []ValueInput `json:"values,omitempty" maxItems:"200"`
	Albums        []AlbumInput `json:"albums,omitempty" maxItems:"20"`
	Version       *int64       `json:"version,omitempty" doc:"The one that was read; an older one is refused"`
}

// AlbumInput is an album of files that were sent to /uploads before.
type AlbumInput struct {
	Description string  `json:"description" minLength:"1" maxLength:"300"`
	UploadIDs   []int64 `json:"upload_ids" minItems:"1" maxItems:"500" doc:"Files in their order"`
}

// Deletion says that a file or an album was deleted, by whom and why.
type Deletion struct {
	DeletedAt    *time.Time `json:"deleted_at" db:"deleted_at" doc:"Null when it is not deleted"`
	DeletedName  string     `json:"deleted_by_name"`
	DeleteReason string     `json:"delete_reason" db:"delete_reason"`

	DeletedBy *int64 `json:"-" db:"deleted_by"`
}

// Album is a group of files that were sent together under one description.
type Album struct {
	ID           int64     `json:"id" db:"id"`
	LabID        int64     `json:"lab_id" db:"lab_id"`
	Description  string    `json:"description" db:"description"`
	UploadedAt   time.Time `json:"uploaded_at" db:"uploaded_at"`
	UploadedBy   int64     `json:"uploaded_by" db:"uploaded_by"`
	UploadedName string    `json:"uploaded_by_name"`
	Deletion
	Files []File `json:"files"`
}

// File is one file of an album.
type File struct {
	ID          int64  `json:"id" db:"id"`
	AlbumID     int64  `json:"album_id" db:"album_id"`
	Name        string `json:"name" db:"name" doc:"As it was called where it came from; for show only"`
	Size        int64  `json:"size" doc:"Bytes"`
	ContentType string `json:"content_type" doc:"By its content"`
	SHA256      string `json:"sha256"`
	Width       int64  `json:"width" doc:"Pixels; 0 when it is no picture"`
	Height      int64  `json:"height"`
	URL         string `json:"url" doc:"Where its bytes are"`
	Thumbnail   string `json:"thumbnail" enum:"none,wanted,made,failed" doc:"wanted: it is being made"`
	Deletion

	Position int64 `json:"-" db:"position"`
	MediaID  int64 `json:"-" db:"media_id"`
}

// CaseFile is a file with where it belongs, for lists across tests.
type CaseFile struct {
	File
	LabID        int64     `json:"lab_id" db:"lab_id"`
	LabCode      string    `json:"lab_code" db:"lab_code"`
	TestType     string    `json:"test_type" db:"test_type"`
	Description  string    `json:"description" db:"description" doc:"Of its album"`
	UploadedAt   time.Time `json:"uploaded_at" db:"uploaded_at"`
	UploadedName string    `json:"uploaded_by_name"`

	UploadedBy int64 `json:"-" db:"uploaded_by"`
}

// Test is a kind of test that has been asked for before, with what the next
// one can begin from.
type Test struct {
	Name        string         `json:"name"`
	ServiceID   *int64         `json:"service_id" doc:"The service that was charged for it last"`
	ServiceName string         `json:"service_name"`
	Analytes    []TestTemplate `json:"analytes" doc:"What was measured last time"`
}

// TestTemplate is one line to fill in.
type TestTemplate struct {
	Analyte        string `json:"analyte" db:"analyte"`
	Unit           string `json:"unit" db:"unit"`
	ReferenceRange string `json:"reference_range" db:"reference_range"`
}

// Trend is one analyte through a patient's results, in one unit.
type Trend struct {
	Analyte string  `json:"analyte"`
	Unit    string  `json:"unit"`
	Points  []Point `json:"points" doc:"Oldest first"`
}

// Point is one value of a trend.
type Point struct {
	LabID          int64     `json:"lab_id" db:"lab_id"`
	LabCode        string    `json:"lab_code" db:"lab_code"`
	DatedAt        time.Time `json:"dated_at" db:"dated_at"`
	Value          string    `json:"value" db:"value"`
	Number         float64   `json:"number" db:"number"`
	ReferenceRange string    `json:"reference_range" db:"reference_range"`
	Flag           Flag      `json:"flag" db:"flag" enum:",N,L,H,LL,HH,A"`
}
