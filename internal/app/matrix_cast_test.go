package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

func own(kinds ...string) func(*matrix, *person) []any {
	return func(m *matrix, _ *person) []any { return pick(m.inCare, kinds) }
}

func other(kinds ...string) func(*matrix, *person) []any {
	return func(m *matrix, _ *person) []any { return pick(m.longGone, kinds) }
}

// mixed is a record of one's own with what belongs to another one below it.
func mixed(above, below string) func(*matrix, *person) []any {
	return func(m *matrix, _ *person) []any { return []any{m.inCare[above], m.longGone[below]} }
}

func pick(from map[string]int64, kinds []string) (out []any) {
	for _, k := range kinds {
		out = append(out, from[k])
	}
	return out
}

func newest(path string, fields func(n int) body) func(*matrix, *person) []any {
	return func(m *matrix, _ *person) []any {
		m.made++
		return []any{m.h.Client("admin").Post(path, fields(m.made)).Expect(http.StatusCreated).Int("id")}
	}
}

// oneBackup is the backup that the good bodies were made with.
func oneBackup(m *matrix, _ *person) []any {
	var id int64
	_, err := fmt.Sscanf(m.good["verify-backup"].path, "/backups/%d/verify", &id)
	talaantest.Must(m.h.T, err)
	return []any{id}
}

func newUser(m *matrix, _ *person) []any {
	id, _ := m.user(authz.Nurse)
	return []any{id}
}

func newUserSession(m *matrix, _ *person) []any {
	id, login := m.user(authz.Nurse)
	return []any{id, m.sessionOf(m.signIn(login))}
}

func otherUserSession(m *matrix, p *person) []any { return []any{newUser(m, p)[0], m.stranger.session} }

func newSession(m *matrix, p *person) []any { return []any{m.sessionOf(m.signIn(p.login))} }

func newUpload(_ *matrix, p *person) []any {
	if !authz.Holds(p.role, authz.LabWrite) {
		return []any{int64(1)}
	}
	return []any{p.client.Form("/uploads", talaantest.Part{Name: "file", File: "c.txt", Text: "c"}).Expect(http.StatusCreated).Int("id")}
}

func newPhoto(m *matrix, p *person) []any { return []any{m.photo(p.client)} }

func (m *matrix) photo(c *talaantest.Client) int64 {
	m.made++
	return c.Form("/me/photos", talaantest.Part{Name: "file", File: "me.png", Text: talaantest.Picture(m.h.T, m.made)}).Expect(http.StatusCreated).Int("id")
}

// person is a user of one role, and three who were that a moment ago.
type person struct {
	role                          authz.Role
	login                         string
	client                        *talaantest.Client
	revoked, deactivated, demoted string     // tokens
	now                           authz.Role // of demoted
	shift                         int64
}

type matrix struct {
	h                *talaantest.Hospital
	made             int
	people           []*person
	inCare, longGone map[string]int64 // records of a patient by kind
	stranger         struct{ session, upload, photo, shift int64 }
	good             map[string]request // a good body of each operation, by its id
}

// user makes one and returns id and login.
func (m *matrix) user(role authz.Role) (id int64, login string) {
	m.made++
	login = fmt.Sprintf("user%d", m.made)
	return m.h.Client("admin").Post("/users", body{"user_id": login, "password": talaantest.Password, "roles": []authz.Role{role}}).Expect(http.StatusCreated).Int("id"), login
}

func (m *matrix) signIn(login string) *talaantest.Client {
	c := m.h.Anonymous()
	c.Token = c.Post("/sessions", body{"user_id": login, "password": talaantest.Password}).Expect(http.StatusCreated).String("token")
	return c
}

func (m *matrix) sessionOf(c *talaantest.Client) int64 {
	for i, s := range c.Get("/sessions").List("items") {
		if one, ok := s.(map[string]any); ok && one["current"] == true {
			return c.Get("/sessions").Int(fmt.Sprintf("items.%d.id", i))
		}
	}
	m.h.T.Fatal("a session does not list itself")
	return 0
}

// everything makes a patient in care who has a record of each kind, written in canary words.
func (m *matrix) everything() (map[string]int64, *talaantest.Case) {
	h, c := m.h, m.h.Inpatient("30.00")
	post := func(who, path string, b body) int64 {
		h.T.Helper()
		return h.Client(who).Post(path, b).Expect(http.StatusCreated).Int("id")
	}
	patient := fmt.Sprintf("/patients/%d", c.PatientID)
	h.Client("doctor").Patch(c.Path(""), body{"treatment_plan": "canary plan", "main_complaint": "canary complaint"}).Expect(http.StatusOK)
	post("nurse", c.Path("/notes"), body{"body": "canary note"})
	r := map[string]int64{
		"patient": c.PatientID, "encounter": c.EncounterID, "bill": c.BillID,
		"item":       post("nurse", patient+"/medical-history", body{"kind": "Allergy", "description": "canary allergy"}),
		"lab":        post("nurse", "/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "canary result"}),
		"charge":     post("nurse", c.BillPath("/charges"), body{"service_id": h.Service(fmt.Sprint("X-ray ", c.BillID), "120.00")}),
		"payment":    post("teller", c.BillPath("/payments"), body{"amount": "5.00"}),
		"hold":       post("admin", patient+"/legal-holds", body{"reason": "A court asked"}),
		"correction": post("receptionist", patient+"/correction-requests", body{"requester": "Ana", "wrong": "The birthday"}),
	}
	r["entitlement"] = post("teller", c.BillPath("/hmo"), body{"name": "Kalinga", "approval_number": "7", "approved_amount": "1.00", "reason": "Because"})
	album := h.Client("nurse").Form(fmt.Sprintf("/labs/%d/albums", r["lab"]), talaantest.Part{Name: "description", Text: "Smear"}, talaantest.Part{Name: "files", File: "a.png", Text: talaantest.Picture(h.T, m.made)}).Expect(http.StatusCreated)
	r["album"], r["file"] = album.Int("id"), album.Int("files.0.id")
	owing := h.Outpatient()
	h.Client("nurse").Post(owing.BillPath("/charges"), body{"service_id": h.Service(fmt.Sprint("CBC ", owing.BillID), "120.00")}).Expect(http.StatusCreated)
	owing.Discharge().FinalBill()
	r["note"] = post("teller", owing.BillPath("/promissory-notes"), body{
		"amount": "100.00", "due_date": h.Clock.Now().AddDate(0, 1, 0).Format(time.DateOnly), "maker_name": "Ana Cruz", "relationship": "daughter", "maker_address": "Cebu", "maker_contact": "1",
		"co_maker_name": "Jose Cruz", "co_maker_address": "Cebu", "co_maker_contact": "2", "reason": "Waits for the salary",
	})
	return r, c
}

func newMatrix(t *testing.T) *matrix {
	h := talaantest.New(t, sqldb.SQLite)
	m := &matrix{h: h, good: map[string]request{}}
	for _, r := range requests(h) {
		m.good[r.op] = r
	}
	var c *talaantest.Case
	m.longGone, c = m.everything()
	c.Discharge()
	h.Clock.Advance(31 * 24 * time.Hour) // beyond everybody's duty
	m.inCare, _ = m.everything()
	_, login := m.user(authz.Nurse)
	c2 := m.signIn(login)
	m.photo(c2) // the first is the profile picture, which all may see
	m.stranger.photo, m.stranger.session = m.photo(c2), m.sessionOf(c2)
	m.stranger.upload = c2.Form("/uploads", talaantest.Part{Name: "file", File: "b.txt", Text: "b"}).Expect(http.StatusCreated).Int("id")
	m.stranger.shift = h.Client("teller").Get("/shifts/current").Int("shift.id")
	for _, role := range authz.Roles() {
		p := &person{role: role, now: authz.Receptionist}
		if role == authz.Receptionist {
			p.now = authz.Coder
		}
		_, p.login = m.user(role)
		p.client = m.signIn(p.login)
		m.photo(p.client)
		if authz.Holds(role, authz.ShiftKeep) {
			p.shift = p.client.Post("/shifts", body{"opening_cash": "0.00"}).Expect(http.StatusCreated).Int("id")
		}
		before := func(change func(path string)) string {
			id, login := m.user(role)
			c := m.signIn(login)
			c.Get("/me").Expect(http.StatusOK)
			change(fmt.Sprintf("/users/%d", id))
			return c.Token
		}
		admin := h.Client("admin")
		p.revoked = before(func(path string) { admin.Delete(path + "/sessions").Expect(http.StatusNoContent) })
		p.deactivated = before(func(path string) { admin.Patch(path, body{"active": false}).Expect(http.StatusOK) })
		p.demoted = before(func(path string) { admin.Patch(path, body{"roles": []authz.Role{p.now}}).Expect(http.StatusOK) })
		m.people = append(m.people, p)
	}
	return m
}
