package olddjango

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"talaan/internal/lab"
	"talaan/internal/media"
)

// labFiles is which files belong together.
type labFiles struct {
	rows    map[string]*row     // the files, by key
	ofGroup map[string][]string // the keys of a group's files
	ofLab   map[string][]string // the keys of a result's files
	grouped map[string]bool     // the files that are in a group
}

// relate reads what refers to rows of other models across patients.
func (m *mover) relate(context.Context) error {
	m.availed, m.onBill = map[string]*row{}, map[string]string{}
	m.labFiles = labFiles{map[string]*row{}, map[string][]string{}, map[string][]string{}, map[string]bool{}}
	if err := m.dump.each("patientservice", func(r *row) error { m.availed[r.pk] = r; return nil }); err != nil {
		return err
	}
	if err := m.dump.each("billingitem", func(r *row) error {
		if key := r.key("availed"); key != "" {
			m.onBill[key] = r.pk
		}
		return nil
	}); err != nil {
		return err
	}
	f := m.labFiles
	join := func(group, file string) {
		if group != "" && file != "" && !slices.Contains(f.ofGroup[group], file) {
			f.ofGroup[group] = append(f.ofGroup[group], file)
			f.grouped[file] = true
		}
	}
	if err := m.dump.each("labresultfile", func(r *row) error {
		f.rows[r.pk] = r
		join(r.key("group"), r.pk)
		if key := r.key("lab"); key != "" {
			f.ofLab[key] = append(f.ofLab[key], r.pk)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := m.dump.each("labresultfilegroup", func(r *row) error {
		v, _ := r.raw("files")
		var keys []json.RawMessage
		if json.Unmarshal(v, &keys) == nil {
			for _, k := range keys {
				join(r.pk, plain(k))
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return m.dump.each("labresultfileingroup", func(r *row) error {
		if key := r.key("member"); !looksLikeFile(r.model, key) {
			join(r.key("group"), key)
		}
		return nil
	})
}

// results imports the laboratory results of a patient, and their albums.
func (m *mover) results(ctx context.Context, c *care) error {
	rows, err := m.dump.children("laboratoryresult", c.row.pk)
	if err != nil {
		return err
	}
	for _, r := range rows {
		performed := m.past(r)
		if err := m.take(ctx, r, "lab", func() (int64, error) { return m.result(ctx, c, r, performed) }); err != nil {
			return err
		}
		id, ok := m.find(r.model, r.pk)
		if !ok {
			continue
		}
		if err := m.attachment(ctx, r, id, performed); err != nil {
			return err
		}
		if err := m.albums(ctx, r, id); err != nil {
			return err
		}
	}
	return nil
}

func (m *mover) result(ctx context.Context, c *care, r *row, performed time.Time) (int64, error) {
	e, err := m.caseAt(ctx, c, r, performed)
	if err != nil {
		return 0, err
	}
	o := lab.OldResult{
		EncounterID: e.id, CaseNumber: e.number, PatientID: c.id, Code: strings.ToUpper(r.key("code")), TestType: r.text("test_type", 160), ResultSummary: r.long("summary"),
		PerformedAt: performed, CreatedAt: performed, From: r.origin(),
	}
	if at := r.moment("created_at", m.zone); at != nil && !at.After(m.tx.Now) {
		o.CreatedAt = *at
	}
	if o.PerformedBy, err = m.who(ctx, r, "by"); err != nil {
		return 0, err
	}
	o.CreatedBy = o.PerformedBy
	if o.TestType == "" {
		o.TestType = "Not named"
		r.changed("names no kind of test; it is called %s", o.TestType)
	}
	id, code, err := m.Laboratory.TakeOver(ctx, m.tx, o)
	if err == nil && o.Code != "" && o.Code != code {
		r.changed("the code %q could not be kept; the result has a new one, and is of case %s", o.Code, e.number)
	}
	return id, err
}

// attachment makes an album of the one file that stands in a result's own row.
func (m *mover) attachment(ctx context.Context, r *row, labID int64, at time.Time) error {
	name, mark := r.key("file"), fileMark(r)
	if _, moved := m.find(r.model, mark); name == "" || moved {
		return nil
	}
	staged, err := m.file(r, "file")
	if err != nil {
		r.changed("was taken without its file: %s", err)
		return nil
	}
	by, err := m.who(ctx, r, "by")
	if err != nil {
		return err
	}
	m.same(&row{model: r.model, pk: mark}, "lab", labID)
	return m.album(ctx, r, labID, lab.OldAlbum{Description: orElse(r.text("description", 300), "Attachment"), UploadedAt: at, UploadedBy: by, Files: []*media.Staged{staged}})
}

// album writes an album, unless this is a dry run, which has no file to write.
func (m *mover) album(ctx context.Context, r *row, labID int64, a lab.OldAlbum) error {
	if m.dry {
		return nil
	}
	return m.Laboratory.TakeOverAlbum(ctx, m.tx, labID, a, r.origin())
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// albums makes an album of every group of files of a result, and one of each file
// that is in no group.
func (m *mover) albums(ctx context.Context, r *row, labID int64) error {
	groups, err := m.dump.children("labresultfilegroup", r.pk)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if err := m.group(ctx, g, labID); err != nil {
			return err
		}
	}
	for _, key := range m.labFiles.ofLab[r.pk] {
		f := m.labFiles.rows[key]
		if m.labFiles.grouped[key] {
			continue
		}
		if err := m.take(ctx, f, "lab", func() (int64, error) {
			staged, err := m.file(f, "file")
			if err != nil {
				return 0, err
			}
			by, err := m.who(ctx, f, "by")
			if err != nil {
				return 0, err
			}
			return labID, m.album(ctx, f, labID, lab.OldAlbum{Description: orElse(f.text("description", 300), "Attachment"), UploadedAt: m.past(f), UploadedBy: by, Files: []*media.Staged{staged}})
		}); err != nil {
			return err
		}
	}
	return nil
}

// member is one file of a group: its own row, and the row that joins it to the group.
type member struct {
	file, join *row
	staged     *media.Staged
}

// group makes an album of a group of files. A missing file is reported and the
// others are taken; a group without any is not taken.
func (m *mover) group(ctx context.Context, g *row, labID int64) error {
	joins, err := m.dump.children("labresultfileingroup", g.pk)
	if err != nil {
		return err
	}
	slices.SortStableFunc(joins, func(a, b *row) int {
		x, _ := a.whole("order")
		y, _ := b.whole("order")
		return int(x - y)
	})
	if _, moved := m.find(g.model, g.pk); moved {
		m.already(g)
		m.knownMembers(g, joins)
		return nil
	}
	members := m.members(g, joins)
	return m.take(ctx, g, "lab", func() (int64, error) {
		if len(members) == 0 {
			return 0, fmt.Errorf("none of its files was taken")
		}
		by, err := m.who(ctx, g, "by")
		if err != nil {
			return 0, err
		}
		a := lab.OldAlbum{Description: orElse(g.text("description", 300), "Files"), UploadedAt: m.past(g), UploadedBy: by}
		for _, f := range members {
			a.Files = append(a.Files, f.staged)
			for _, r := range []*row{f.file, f.join} {
				if r != nil {
					m.moved(r, "lab", labID)
				}
			}
		}
		return labID, m.album(ctx, g, labID, a)
	})
}

// members are the files of a group that can be taken.
func (m *mover) members(g *row, joins []*row) []member {
	var out []member
	seen := map[string]bool{}
	add := func(key string, join *row) {
		f := m.labFiles.rows[key]
		if f == nil {
			m.refuse(join.model, join.pk, "its file %q is not in the dump", key)
			return
		}
		if _, moved := m.find(f.model, f.pk); moved || seen[key] {
			return
		}
		seen[key] = true
		staged, err := m.file(f, "file")
		if err != nil {
			m.refuse(f.model, f.pk, "%s", err)
			if join != nil {
				m.refuse(join.model, join.pk, "its file was not taken")
			}
			return
		}
		out = append(out, member{f, join, staged})
	}
	for _, j := range joins {
		key := j.key("member")
		if !looksLikeFile(j.model, key) {
			add(key, j)
			continue
		}
		staged, err := m.file(j, "member")
		if err != nil {
			m.refuse(j.model, j.pk, "%s", err)
			continue
		}
		out = append(out, member{nil, j, staged})
	}
	for _, key := range m.labFiles.ofGroup[g.pk] {
		if !seen[key] && m.labFiles.rows[key] != nil {
			add(key, nil)
		}
	}
	return out
}

// knownMembers counts the files of a group that was moved before, and reports
// those that were not moved with it.
func (m *mover) knownMembers(g *row, joins []*row) {
	tell := func(r *row) {
		if _, ok := m.find(r.model, r.pk); ok {
			m.already(r)
		} else {
			m.refuse(r.model, r.pk, "its album was moved without it before; upload it there")
		}
	}
	for _, j := range joins {
		tell(j)
	}
	for _, key := range m.labFiles.ofGroup[g.pk] {
		if f := m.labFiles.rows[key]; f != nil {
			tell(f)
		}
	}
}
