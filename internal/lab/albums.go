package lab

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/encounter"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/media"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// mostAlbums is how many albums a test may have, deleted ones too.
const mostAlbums = 200

// visible reports whether the album has something to show: it is not deleted,
// and neither are all of its files.
func (a *Album) visible() bool {
	return a.DeletedAt == nil && slices.ContainsFunc(a.Files, func(f File) bool { return f.DeletedAt == nil })
}

// hide takes from the test what was deleted, unless the caller may restore it.
func (l *Lab) hide(by authz.Caller) {
	if by.Can(authz.LabRestore) {
		return
	}
	l.Albums = slices.DeleteFunc(slices.Clone(l.Albums), func(a Album) bool { return !a.visible() })
	for i := range l.Albums {
		a := &l.Albums[i]
		a.Files = slices.DeleteFunc(slices.Clone(a.Files), func(f File) bool { return f.DeletedAt != nil })
	}
}

// describeAlbums fills what albums and their files show of users and of the
// stored files.
func describeAlbums(ctx context.Context, tx *sqldb.Tx, albums []Album) error {
	var people, stored []int64
	for _, a := range albums {
		people = append(people, a.UploadedBy, deref(a.DeletedBy))
		for _, f := range a.Files {
			people = append(people, deref(f.DeletedBy))
			stored = append(stored, f.MediaID)
		}
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	facts, err := media.Info(ctx, tx, stored)
	for i := range albums {
		a := &albums[i]
		a.UploadedName, a.DeletedName = names[a.UploadedBy], named(names, a.DeletedBy)
		for j := range a.Files {
			a.Files[j].describe(names, facts)
		}
	}
	return err
}

func (f *File) describe(names map[int64]string, facts map[int64]media.Facts) {
	m := facts[f.MediaID]
	f.Size, f.ContentType, f.SHA256, f.Width, f.Height, f.Thumbnail = m.Size, inspect.Named(m.ContentType, f.Name), m.SHA256, m.Width, m.Height, m.Thumbnail
	f.URL = fmt.Sprintf("/api/v1/files/%d/content", f.ID)
	f.DeletedName = named(names, f.DeletedBy)
}

// newAlbum is an album that is about to be made.
type newAlbum struct {
	description string
	files       []media.Claimed
}

// AddAlbum makes an album of staged files, in their order.
func (l *Laboratory) AddAlbum(ctx context.Context, tx *sqldb.Tx, labID int64, description string, files []*media.Staged) (Album, error) {
	lab, _, e, err := l.lock(ctx, tx, labID)
	if err != nil {
		return Album{}, err
	}
	if err := mayFile(&lab, &e); err != nil {
		return Album{}, err
	}
	a := newAlbum{description, make([]media.Claimed, len(files))}
	for i, f := range files {
		id, err := l.files.Record(ctx, tx, f)
		if err != nil {
			return Album{}, err
		}
		a.files[i] = media.Claimed{MediaID: id, Name: f.Name}
	}
	made, err := l.makeAlbums(ctx, tx, &lab, []newAlbum{a})
	if err != nil {
		return Album{}, err
	}
	return made[0], nil
}

// AddAlbums makes albums of files that the caller has sent before.
func (l *Laboratory) AddAlbums(ctx context.Context, tx *sqldb.Tx, labID int64, list []AlbumInput) ([]Album, error) {
	lab, _, e, err := l.lock(ctx, tx, labID)
	if err != nil {
		return nil, err
	}
	if err := mayFile(&lab, &e); err != nil {
		return nil, err
	}
	return l.claimAlbums(ctx, tx, &lab, list)
}

// mayFile refuses files for a test or a case that was cancelled.
func mayFile(lab *Lab, e *encounter.Encounter) error {
	if err := possible(lab, filed); err != nil {
		return err
	}
	return e.Needs("add files", whileReal...)
}

// claimAlbums takes the caller's uploads and makes albums of them.
func (l *Laboratory) claimAlbums(ctx context.Context, tx *sqldb.Tx, lab *Lab, list []AlbumInput) ([]Album, error) {
	if len(list) == 0 {
		return nil, nil
	}
	settings, err := media.LoadSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	albums := make([]newAlbum, len(list))
	for i, in := range list {
		where := fmt.Sprintf("albums[%d]", i)
		if int64(len(in.UploadIDs)) > settings.MaxFiles {
			return nil, errs.InvalidField(where+".upload_ids", "are more than %d files; make several albums of them", settings.MaxFiles)
		}
		files, err := media.Claim(ctx, tx, authz.From(ctx).ID, in.UploadIDs)
		if err != nil {
			return nil, errs.Under(where, err)
		}
		albums[i] = newAlbum{in.Description, files}
	}
	return l.makeAlbums(ctx, tx, lab, albums)
}

// makeAlbums writes albums into a locked test and returns them.
func (l *Laboratory) makeAlbums(ctx context.Context, tx *sqldb.Tx, lab *Lab, list []newAlbum) ([]Album, error) {
	if len(lab.Albums)+len(list) > mostAlbums {
		return nil, errs.Conflictf("Test %s has %d albums already, and can have no more than %d.", lab.Code, len(lab.Albums), mostAlbums)
	}
	made := make([]Album, len(list))
	for i, n := range list {
		a := Album{LabID: lab.ID, Description: n.description, UploadedAt: tx.Now, UploadedBy: authz.From(ctx).ID}
		var err error
		if a.ID, err = sqldb.Insert(ctx, tx, "albums", a); err != nil {
			return nil, fmt.Errorf("make an album of test %s: %w", lab.Code, err)
		}
		files := make([]File, len(n.files))
		for j, f := range n.files {
			files[j] = File{AlbumID: a.ID, Position: int64(j), MediaID: f.MediaID, Name: f.Name}
		}
		if err := sqldb.InsertAll(ctx, tx, "album_files", files); err != nil {
			return nil, fmt.Errorf("fill album %d: %w", a.ID, err)
		}
		made[i] = a
	}
	if err := l.fillMade(ctx, tx, lab.ID, made); err != nil {
		return nil, err
	}
	for _, a := range made {
		if err := audit.Record(ctx, tx, audit.Entry{Action: "given an album", Entity: entity, ID: lab.ID, After: albumTrail(a)}); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// fillMade reads the albums that were just made, with the ids of their files.
func (l *Laboratory) fillMade(ctx context.Context, tx *sqldb.Tx, labID int64, made []Album) error {
	all, err := selectAlbums(ctx, tx, labID)
	if err != nil {
		return err
	}
	for i := range made {
		at := slices.IndexFunc(all, func(a Album) bool { return a.ID == made[i].ID })
		made[i] = all[at]
	}
	return describeAlbums(ctx, tx, made)
}

// albumTrail is what the audit trail keeps of a new album.
func albumTrail(a Album) any {
	names := make([]string, len(a.Files))
	for i, f := range a.Files {
		names[i] = f.Name
	}
	return map[string]any{"album": a.Description, "files": names}
}

// spot is where a file or an album stands.
type spot struct {
	LabID     int64  `db:"lab_id"`
	AlbumID   int64  `db:"album_id"`
	FileID    int64  // 0 when it is about the album
	AlbumName string `db:"description"`
	FileName  string `db:"name"`
}

func albumSpot(ctx context.Context, tx *sqldb.Tx, id int64) (spot, error) {
	s, err := sqldb.One[spot](ctx, tx, `SELECT lab_id, id AS album_id, description, '' AS name FROM albums WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return s, noAlbum(id)
	}
	return s, err
}

func fileSpot(ctx context.Context, tx *sqldb.Tx, id int64) (spot, error) {
	s, err := sqldb.One[spot](ctx, tx, `SELECT a.lab_id, f.album_id, a.description, f.name FROM album_files f JOIN albums a ON a.id = f.album_id WHERE f.id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return s, noFile(id)
	}
	s.FileID = id
	return s, err
}

func noAlbum(id int64) error { return errs.NotFoundf("There is no album %d.", id) }

func noFile(id int64) error { return errs.NotFoundf("There is no file %d.", id) }

// trail is what the audit trail says of a deletion or restoration.
func (s spot) trail() any {
	if s.FileID == 0 {
		return map[string]any{"album": s.AlbumName}
	}
	return map[string]any{"album": s.AlbumName, "file": s.FileName}
}

// at locks the test of a spot and returns it with its album and file, as they
// are now; file is nil when the spot is an album.
func (l *Laboratory) at(ctx context.Context, tx *sqldb.Tx, s spot) (album *Album, file *File, err error) {
	lab, _, _, err := l.lock(ctx, tx, s.LabID)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(lab.Albums, func(a Album) bool { return a.ID == s.AlbumID })
	album = &lab.Albums[i]
	if j := slices.IndexFunc(album.Files, func(f File) bool { return f.ID == s.FileID }); j >= 0 {
		file = &album.Files[j]
	}
	return album, file, nil
}

// DeleteAlbum hides an album with its files; it is kept.
func (l *Laboratory) DeleteAlbum(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Lab, error) {
	s, err := albumSpot(ctx, tx, id)
	if err != nil {
		return Lab{}, err
	}
	album, _, err := l.at(ctx, tx, s)
	if err != nil {
		return Lab{}, err
	}
	if err := refuseGone(ctx, album.DeletedAt != nil, noAlbum(id), "Album “%s” was already deleted.", album.Description); err != nil {
		return Lab{}, err
	}
	return l.mark(ctx, tx, s, "lost an album", reason)
}

// DeleteFile hides a file; it is kept. An album all of whose files are deleted
// is not shown either, until one is restored.
func (l *Laboratory) DeleteFile(ctx context.Context, tx *sqldb.Tx, id int64, reason string) (Lab, error) {
	s, err := fileSpot(ctx, tx, id)
	if err != nil {
		return Lab{}, err
	}
	album, file, err := l.at(ctx, tx, s)
	if err != nil {
		return Lab{}, err
	}
	if err := refuseGone(ctx, file.DeletedAt != nil || album.DeletedAt != nil, noFile(id), "File “%s” was already deleted.", file.Name); err != nil {
		return Lab{}, err
	}
	return l.mark(ctx, tx, s, "lost a file", reason)
}

// refuseGone refuses an act on something deleted: for those who cannot see it,
// it does not exist.
func refuseGone(ctx context.Context, gone bool, none error, format string, name string) error {
	switch {
	case !gone:
		return nil
	case authz.From(ctx).Can(authz.LabRestore):
		return errs.Conflictf(format, name)
	}
	return none
}

// mark notes a deletion.
func (l *Laboratory) mark(ctx context.Context, tx *sqldb.Tx, s spot, act, reason string) (Lab, error) {
	by := authz.From(ctx).ID
	return l.setDeleted(ctx, tx, s, deletion{&tx.Now, &by, reason}, audit.Entry{Action: act, Reason: reason, Before: s.trail()})
}

// deletion is what a row says of its deletion; nothing when it is not deleted.
type deletion struct {
	at     *time.Time
	by     *int64
	reason string
}

// setDeleted writes it beside the album or file of the spot, records the act
// and returns the test as the caller sees it.
func (l *Laboratory) setDeleted(ctx context.Context, tx *sqldb.Tx, s spot, d deletion, e audit.Entry) (Lab, error) {
	table, id := "albums", s.AlbumID
	if s.FileID != 0 {
		table, id = "album_files", s.FileID
	}
	if _, err := tx.Exec(ctx, `UPDATE `+table+` SET deleted_at = ?, deleted_by = ?, delete_reason = ? WHERE id = ?`, d.at, d.by, d.reason, id); err != nil {
		return Lab{}, fmt.Errorf("note what became of %d of %s: %w", id, table, err)
	}
	e.Entity, e.ID = entity, s.LabID
	if err := audit.Record(ctx, tx, e); err != nil {
		return Lab{}, err
	}
	return l.Get(ctx, tx, s.LabID)
}

// RestoreAlbum shows a deleted album again, with those of its files that were
// not deleted by themselves.
func (l *Laboratory) RestoreAlbum(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	s, err := albumSpot(ctx, tx, id)
	if err != nil {
		return Lab{}, err
	}
	album, _, err := l.at(ctx, tx, s)
	if err != nil {
		return Lab{}, err
	}
	if album.DeletedAt == nil {
		return Lab{}, errs.Conflictf("Album “%s” is not deleted.", album.Description)
	}
	return l.unmark(ctx, tx, s, "given back an album")
}

// RestoreFile shows a deleted file again. A file of a deleted album comes back
// with that.
func (l *Laboratory) RestoreFile(ctx context.Context, tx *sqldb.Tx, id int64) (Lab, error) {
	s, err := fileSpot(ctx, tx, id)
	if err != nil {
		return Lab{}, err
	}
	album, file, err := l.at(ctx, tx, s)
	if err != nil {
		return Lab{}, err
	}
	switch {
	case file.DeletedAt == nil && album.DeletedAt != nil:
		return Lab{}, errs.Conflictf("File “%s” was deleted with its album “%s”. Restore the album.", file.Name, album.Description)
	case file.DeletedAt == nil:
		return Lab{}, errs.Conflictf("File “%s” is not deleted.", file.Name)
	}
	return l.unmark(ctx, tx, s, "given back a file")
}

// unmark takes a deletion back.
func (l *Laboratory) unmark(ctx context.Context, tx *sqldb.Tx, s spot, act string) (Lab, error) {
	return l.setDeleted(ctx, tx, s, deletion{}, audit.Entry{Action: act, After: s.trail()})
}

// caseFiles pages through the files of a case that are not deleted.
func (l *Laboratory) caseFiles(ctx context.Context, tx *sqldb.Tx, in *caseFilesInput) (httpapi.List[CaseFile], error) {
	var before int64
	if err := in.After(&before); err != nil {
		return httpapi.List[CaseFile]{}, err
	}
	if _, err := encounter.StageOf(ctx, tx, in.ID); errors.Is(err, sqldb.ErrNoRows) {
		return httpapi.List[CaseFile]{}, errs.NotFoundf("There is no case %d.", in.ID)
	} else if err != nil {
		return httpapi.List[CaseFile]{}, err
	}
	rows, err := selectCaseFiles(ctx, tx, in.ID, before, in.Limit+1)
	if err != nil {
		return httpapi.List[CaseFile]{}, err
	}
	if err := describeCaseFiles(ctx, tx, rows); err != nil {
		return httpapi.List[CaseFile]{}, err
	}
	return httpapi.NewList(rows, in.Limit, func(f CaseFile) any { return f.ID })
}

func describeCaseFiles(ctx context.Context, tx *sqldb.Tx, rows []CaseFile) error {
	people, stored := make([]int64, len(rows)), make([]int64, len(rows))
	for i, f := range rows {
		people[i], stored[i] = f.UploadedBy, f.MediaID
	}
	names, err := staff.Names(ctx, tx, people)
	if err != nil {
		return err
	}
	facts, err := media.Info(ctx, tx, stored)
	for i := range rows {
		rows[i].describe(names, facts)
		rows[i].UploadedName = names[rows[i].UploadedBy]
	}
	return err
}
