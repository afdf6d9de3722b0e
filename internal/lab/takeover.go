package lab

import (
	"context"
	"fmt"
	"time"

	"talaan/internal/audit"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

// OldResult is a result that another system kept.
type OldResult struct {
	EncounterID   int64
	CaseNumber    string
	PatientID     int64
	Code          string // blank, or not of our form: a new one is drawn
	TestType      string
	ResultSummary string
	PerformedAt   time.Time
	PerformedBy   int64
	CreatedAt     time.Time
	CreatedBy     int64
	From          string // what it was, for the audit trail
}

// OldAlbum is an album of staged files, in their order.
type OldAlbum struct {
	Description string
	UploadedAt  time.Time
	UploadedBy  int64
	Files       []*media.Staged
}

// TakeOver writes a result that another system kept, with its times and authors;
// TakeOverAlbum adds its files. Nothing is charged for it. It returns the id and the code.
func (l *Laboratory) TakeOver(ctx context.Context, tx *sqldb.Tx, o OldResult) (int64, string, error) {
	lab := Lab{ResultSummary: o.ResultSummary, CreatedAt: o.CreatedAt, CreatedBy: o.CreatedBy}
	lab.Version, lab.Status, lab.DatedAt, lab.TestType = 1, Done, o.PerformedAt, o.TestType
	lab.EncounterID, lab.CaseNumber, lab.PatientID = o.EncounterID, o.CaseNumber, o.PatientID
	lab.PerformedAt, lab.PerformedBy = &o.PerformedAt, &o.PerformedBy
	if err := l.identify(ctx, tx, &lab, nil); err != nil {
		return 0, "", err
	}
	if err := l.insertCoded(ctx, tx, &lab, o.Code); err != nil {
		return 0, "", err
	}
	return lab.ID, lab.Code, audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: lab.ID, Reason: o.From, After: trail(lab)})
}

// TakeOverAlbum writes an album of a result.
func (l *Laboratory) TakeOverAlbum(ctx context.Context, tx *sqldb.Tx, labID int64, o OldAlbum, from string) error {
	a := Album{LabID: labID, Description: o.Description, UploadedAt: o.UploadedAt, UploadedBy: o.UploadedBy}
	var err error
	if a.ID, err = sqldb.Insert(ctx, tx, "albums", a); err != nil {
		return fmt.Errorf("take over an album of test %d: %w", labID, err)
	}
	for i, f := range o.Files {
		file := File{AlbumID: a.ID, Position: int64(i), Name: f.Name}
		if file.MediaID, err = l.files.Record(ctx, tx, f); err != nil {
			return err
		}
		if _, err := sqldb.Insert(ctx, tx, "album_files", file); err != nil {
			return fmt.Errorf("fill album %d: %w", a.ID, err)
		}
		a.Files = append(a.Files, file)
	}
	return audit.Record(ctx, tx, audit.Entry{Action: audit.Imported, Entity: entity, ID: labID, Reason: from, After: albumTrail(a)})
}
