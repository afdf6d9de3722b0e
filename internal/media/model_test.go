package media_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/media"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// A table that refers to media, as an area's would.
const areaTable = `CREATE TABLE area_files (id BIGINT PRIMARY KEY, media_id BIGINT NOT NULL, FOREIGN KEY (media_id) REFERENCES media (id))`

// model is what should be there: uploads with their age, and what an area keeps.
type model struct {
	s       *shelf
	uploads map[int64]sentFile // by upload id
	kept    map[string]int64   // content the area refers to, and its media id
	next    int64
}

type sentFile struct {
	text string
	at   time.Time
}

// Whatever is sent, claimed, discarded and swept in whatever order: what is
// recorded has its bytes, nothing that is used goes, and nothing that is not
// used stays.
func TestLikeAModel(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		s := newShelf(t, h, nil)
		talaantest.Must(t, h.DB.InTx(t.Context(), func(tx *sqldb.Tx) error {
			_, err := tx.Exec(t.Context(), areaTable)
			return err
		}))
		rapid.Check(t, func(r *rapid.T) {
			m := &model{s: s, uploads: map[int64]sentFile{}, kept: map[string]int64{}}
			m.clear()
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				switch rapid.IntRange(0, 4).Draw(r, "what") {
				case 0:
					m.send(fmt.Sprint("text ", rapid.IntRange(0, 2).Draw(r, "content")))
				case 1:
					m.claim(m.one(r))
				case 2:
					m.discard(m.one(r))
				case 3:
					h.Clock.Advance(time.Duration(rapid.IntRange(1, 30).Draw(r, "hours")) * time.Hour)
				case 4:
					m.sweep()
				}
				m.check(r)
			}
		})
	})
}

// clear empties everything.
func (m *model) clear() {
	talaantest.Must(m.s.t, m.s.h.DB.InTx(m.s.t.Context(), func(tx *sqldb.Tx) error {
		for _, table := range []string{"area_files", "uploads", "media"} {
			if _, err := tx.Exec(m.s.t.Context(), `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return nil
	}))
	m.s.h.Clock.Advance(48 * time.Hour)
	m.s.sweep()
	m.s.h.Clock.Advance(24 * time.Hour)
}

// one draws an upload id; 0 when there is none.
func (m *model) one(r *rapid.T) int64 {
	ids := slices.Sorted(maps.Keys(m.uploads))
	if len(ids) == 0 {
		return 0
	}
	return rapid.SampledFrom(ids).Draw(r, "upload")
}

func (m *model) send(text string) {
	staged, err := m.s.Stage(m.s.t.Context(), strings.NewReader(text), "a.txt", limits)
	talaantest.Must(m.s.t, err)
	id, _ := m.s.upload("doctor", staged)
	talaantest.Must(m.s.t, staged.Close())
	m.uploads[id] = sentFile{text, m.s.h.Clock.Now()}
}

// fresh reports whether an upload can still be claimed.
func (m *model) fresh(u sentFile) bool { return m.s.h.Clock.Now().Sub(u.at) < media.Keep }

func (m *model) claim(id int64) {
	err := m.s.h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
		got, err := media.Claim(ctx, tx, m.s.h.User("doctor").ID, []int64{id})
		if err != nil {
			return err
		}
		m.next++
		m.kept[m.uploads[id].text] = got[0].MediaID
		_, err = tx.Exec(ctx, `INSERT INTO area_files (id, media_id) VALUES (?, ?)`, m.next, got[0].MediaID)
		return err
	})
	u, there := m.uploads[id]
	if (err == nil) != (there && m.fresh(u)) {
		m.s.t.Errorf("claim of upload %d, there %v: %v", id, there, err)
	}
	if err == nil {
		delete(m.uploads, id)
	}
}

func (m *model) discard(id int64) {
	answer := m.s.h.Client("doctor").Delete(fmt.Sprintf("/uploads/%d", max(id, 1)))
	if _, there := m.uploads[id]; (answer.Status == 204) != there {
		m.s.t.Errorf("delete of upload %d, there %v: %d", id, there, answer.Status)
	}
	delete(m.uploads, id)
}

func (m *model) sweep() {
	m.s.sweep()
	maps.DeleteFunc(m.uploads, func(_ int64, u sentFile) bool { return !m.fresh(u) })
}

func (m *model) check(r *rapid.T) {
	used := map[string]bool{}
	for text := range m.kept {
		used[text] = true
	}
	for _, u := range m.uploads {
		used[u.text] = true
	}
	v, err := m.s.Verify(m.s.t.Context(), nil, nil)
	if err != nil || v.Faults != 0 || v.Files != int64(len(used)) {
		r.Fatalf("%+v, used are %v: %v", v, used, err)
	}
	if n := m.s.count("uploads"); n != int64(len(m.uploads)) {
		r.Fatalf("%d uploads, not %d", n, len(m.uploads))
	}
}
