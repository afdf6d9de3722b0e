package lab

import (
	"context"
	"mime/multipart"
	"net/http"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type listInput struct {
	httpapi.Page
	Q           string    `query:"q" maxLength:"100" doc:"Laboratory code, patient name in any word order, patient code, case number, or test type"`
	PatientID   int64     `query:"patient_id" minimum:"1"`
	EncounterID int64     `query:"encounter_id" minimum:"1"`
	Status      string    `query:"status" enum:"Requested,In_progress,Done,Cancelled" doc:"With Requested or In_progress: urgent ones first, then the longest waiting"`
	TestType    string    `query:"test_type" maxLength:"160" doc:"Only this type of test; letter case and accents do not matter"`
	From        time.Time `query:"from" doc:"Only tests of this moment or later"`
	To          time.Time `query:"to" doc:"Only tests before this moment"`
}

type newResultInput struct {
	Body Result
}

type requestInput struct {
	httpapi.ByID
	Body httpapi.Draft[RequestFields]
}

type completeInput struct {
	httpapi.ByID
	Body Completion
}

type changeInput struct {
	httpapi.ByID
	Body httpapi.Patch[ResultFields]
}

type reasonInput struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type uploadedAlbumsInput struct {
	httpapi.ByID
	Body struct {
		Albums []AlbumInput `json:"albums" minItems:"1" maxItems:"20"`
	}
}

type albumFormInput struct {
	httpapi.ByID
	httpapi.Form
}

type testsInput struct {
	Q     string `query:"q" maxLength:"160" doc:"Part of the name; the best matches first"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"20"`
}

type caseFilesInput struct {
	httpapi.ByID
	httpapi.Page
}

// Register adds the operations of the laboratory.
func (l *Laboratory) Register(api *httpapi.API) {
	l.registerReads(api)
	l.registerActs(api)
	l.registerAlbums(api)
}

func op(id, method, path, summary string) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "laboratory"}
}

func created(o httpapi.Op) httpapi.Op {
	o.Status = http.StatusCreated
	return o
}

func (l *Laboratory) registerReads(api *httpapi.API) {
	httpapi.Read(api, authz.LabRead, op("list-labs", http.MethodGet, "/labs", "Laboratory requests and results, newest first"), l.list)
	httpapi.Read(api, authz.LabRead, op("get-lab", http.MethodGet, "/labs/{id}", "One test with its values and albums"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Lab, error) { return l.Get(ctx, tx, in.ID) })
	httpapi.Read(api, authz.LabRead, op("list-lab-trends", http.MethodGet, "/labs/{id}/trends", "The numbers of a result through the patient's results of the same analyte and unit"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[Trend], error) {
			trends, err := l.Trends(ctx, tx, in.ID)
			return httpapi.Whole(trends), err
		})
	httpapi.Read(api, authz.LabRead, op("get-lab-history", http.MethodGet, "/labs/{id}/history", "Who did what on a test, newest first"),
		func(ctx context.Context, tx *sqldb.Tx, in *audit.HistoryInput) (httpapi.List[audit.Line], error) {
			return l.history(ctx, tx, in)
		})
	httpapi.Read(api, authz.LabRead, op("list-lab-tests", http.MethodGet, "/lab-tests", "Kinds of tests that were asked for before"),
		func(ctx context.Context, tx *sqldb.Tx, in *testsInput) (httpapi.List[Test], error) {
			tests, err := l.Tests(ctx, tx, in.Q, in.Limit)
			return httpapi.Whole(tests), err
		})
	httpapi.Read(api, authz.LabRead, op("list-encounter-files", http.MethodGet, "/encounters/{id}/files", "The files of a case's tests, newest first"), l.caseFiles)
}

func (l *Laboratory) registerActs(api *httpapi.API) {
	httpapi.Act(api, authz.LabRequest, created(op("request-lab", http.MethodPost, "/encounters/{id}/lab-requests", "Ask the laboratory for a test")),
		func(ctx context.Context, tx *sqldb.Tx, in *requestInput) (Lab, error) {
			return l.Request(ctx, tx, in.ID, in.Body.Fields)
		})
	httpapi.Act(api, authz.LabWrite, created(op("add-lab", http.MethodPost, "/labs", "Write a result that was not asked for here")),
		func(ctx context.Context, tx *sqldb.Tx, in *newResultInput) (Lab, error) {
			return l.Add(ctx, tx, in.Body)
		})
	httpapi.Act(api, authz.LabWrite, op("start-lab", http.MethodPost, "/labs/{id}/start", "Begin with a requested test"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Lab, error) { return l.Start(ctx, tx, in.ID) })
	httpapi.Act(api, authz.LabWrite, op("complete-lab", http.MethodPost, "/labs/{id}/complete", "Write the result of a requested test; its price goes on the bill"),
		func(ctx context.Context, tx *sqldb.Tx, in *completeInput) (Lab, error) {
			return l.Complete(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.LabWrite, op("cancel-lab", http.MethodPost, "/labs/{id}/cancel", "Cancel a test; a result that is cancelled was entered in error, and its price is taken off the bill unless that is final"),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (Lab, error) {
			return l.Cancel(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Act(api, authz.LabWrite, op("change-lab", http.MethodPatch, "/labs/{id}", "Save what a test says"),
		func(ctx context.Context, tx *sqldb.Tx, in *changeInput) (Lab, error) {
			return l.Change(ctx, tx, in.ID, &in.Body)
		})
}

func (l *Laboratory) registerAlbums(api *httpapi.API) {
	httpapi.Receive(api, authz.LabWrite, created(op("add-album", http.MethodPost, "/labs/{id}/albums", "Send an album of files; one that is refused refuses them all")),
		[]httpapi.Part{{Name: "description", Doc: "What the files show"}, {Name: "files", Doc: "The files, in their order", File: true, Many: true}},
		func(ctx context.Context, in *albumFormInput, form *multipart.Reader) (*albumForm, error) {
			return l.takeAlbum(ctx, in.ID, form)
		},
		func(ctx context.Context, tx *sqldb.Tx, in *albumFormInput, sent *albumForm) (Album, error) {
			return l.AddAlbum(ctx, tx, in.ID, sent.Description, sent.Files)
		})
	httpapi.Act(api, authz.LabWrite, created(op("add-uploaded-albums", http.MethodPost, "/labs/{id}/uploaded-albums", "Make albums of files that were sent to /uploads before; all of them or none")),
		func(ctx context.Context, tx *sqldb.Tx, in *uploadedAlbumsInput) (httpapi.List[Album], error) {
			albums, err := l.AddAlbums(ctx, tx, in.ID, in.Body.Albums)
			return httpapi.Whole(albums), err
		})
	httpapi.Act(api, authz.LabDelete, op("delete-album", http.MethodDelete, "/albums/{id}", "Hide an album, with a reason; it is kept"),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (Lab, error) {
			return l.DeleteAlbum(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Act(api, authz.LabRestore, op("restore-album", http.MethodPost, "/albums/{id}/restore", "Show a deleted album again"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Lab, error) {
			return l.RestoreAlbum(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.LabDelete, op("delete-file", http.MethodDelete, "/files/{id}", "Hide a file, with a reason; it is kept"),
		func(ctx context.Context, tx *sqldb.Tx, in *reasonInput) (Lab, error) {
			return l.DeleteFile(ctx, tx, in.ID, in.Body.Reason)
		})
	httpapi.Act(api, authz.LabRestore, op("restore-file", http.MethodPost, "/files/{id}/restore", "Show a deleted file again"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Lab, error) {
			return l.RestoreFile(ctx, tx, in.ID)
		})
	httpapi.Download(api, authz.LabRead, op("get-file-content", http.MethodGet, "/files/{id}/content", "A file's bytes, whole or in ranges"), l.content)
	httpapi.Download(api, authz.LabRead, op("get-file-thumbnail", http.MethodGet, "/files/{id}/thumbnail", "A small picture of a file, as JPEG; not found until it is made"), l.thumbnail)
}
