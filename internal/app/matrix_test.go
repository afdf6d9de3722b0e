package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/talaantest"
)

// wholes says of each operation that is on no single record what it is about.
// own: the caller, who needs no right for it. many: a list over records of all,
// which shows nobody's chart. house: what the hospital is. begins: makes a record.
var wholes = map[string]string{
	"own": `GET /sessions, DELETE /sessions/current, POST /sessions/end-others, POST /sessions/current/lock, POST /sessions/current/unlock, GET /me, GET /me/profile, PATCH /me/profile,
		POST /me/pin, DELETE /me/pin, POST /me/password, GET /me/second-factor, POST /me/second-factor, POST /me/second-factor/confirm, POST /me/second-factor/recovery-codes,
		POST /me/second-factor/remove, GET /me/photos, POST /me/photos, GET /home, GET /events`,
	"many": `GET /users, GET /audit, GET /audit/export, GET /patients, GET /patients/possible-duplicates, GET /bills, GET /receivables, GET /receivables/totals, GET /shifts, GET /shifts/current, GET /cash-report,
		GET /cash-report/print, GET /encounters, GET /ward-board, GET /search, GET /labs, GET /lab-tests, GET /legal-holds, GET /correction-requests, GET /retention, GET /backups`,
	"house": `POST /sessions, POST /password-resets, GET /first-run, POST /first-run, GET /chart-settings, PATCH /chart-settings, GET /sign-in-settings, PATCH /sign-in-settings, GET /physicians, GET /roles,
		GET /hospital, PATCH /hospital, GET /transport, PUT /hospital/logo, DELETE /hospital/logo, GET /hospital/logo, GET /audit/head, GET /departments, GET /icd-codes, GET /icd-mappings, GET /icd-mappings/match,
		GET /rooms, GET /beds, GET /services, GET /services/export, POST /services/import, GET /case-rates, POST /case-rates/import, GET /billing-settings, PATCH /billing-settings, GET /media-settings,
		PATCH /media-settings, GET /retention-settings, PATCH /retention-settings, GET /backup-settings, PUT /backup-settings, POST /backup-settings/check, POST /patient-imports/preview`,
	"begins": `POST /users, POST /departments, POST /icd-mappings, POST /rooms, POST /beds, POST /services, POST /shifts, POST /check-ins, POST /labs, POST /uploads, POST /backups, POST /patient-imports`,
}

// stem is what the path of an operation on a record leads to.
type stem struct {
	// kind is patients (a record about one), nested (below another one), mine (of
	// the user who asks), or house.
	kind       string
	own, other func(m *matrix, p *person) []any
}

var stems = map[string]stem{
	"/patients/{id}": {"patients", own("patient"), other("patient")},
	"/patients/{id}/medical-history/{item_id}":  {"nested", own("patient", "item"), mixed("patient", "item")},
	"/encounters/{id}":                          {"patients", own("encounter"), other("encounter")},
	"/labs/{id}":                                {"patients", own("lab"), other("lab")},
	"/albums/{id}":                              {"patients", own("album"), other("album")},
	"/files/{id}":                               {"patients", own("file"), other("file")},
	"/bills/{id}":                               {"patients", own("bill"), other("bill")},
	"/bills/{id}/charges/{charge_id}":           {"nested", own("bill", "charge"), mixed("bill", "charge")},
	"/bills/{id}/entitlements/{entitlement_id}": {"nested", own("bill", "entitlement"), mixed("bill", "entitlement")},
	"/payments/{id}":                            {"patients", own("payment"), other("payment")},
	"/promissory-notes/{id}":                    {"patients", own("note"), other("note")},
	"/legal-holds/{id}":                         {"patients", own("hold"), other("hold")},
	"/correction-requests/{id}":                 {"patients", own("correction"), other("correction")},
	"/users/{id}":                               {"house", newUser, nil},
	"/users/{id}/sessions/{session_id}":         {"nested", newUserSession, otherUserSession},
	"/sessions/{id}":                            {"mine", newSession, func(m *matrix, _ *person) []any { return []any{m.stranger.session} }},
	"/uploads/{id}":                             {"mine", newUpload, func(m *matrix, _ *person) []any { return []any{m.stranger.upload} }},
	"/photos/{id}":                              {"mine", newPhoto, func(m *matrix, _ *person) []any { return []any{m.stranger.photo} }},
	"/shifts/{id}":                              {"mine", func(_ *matrix, p *person) []any { return []any{p.shift} }, func(m *matrix, _ *person) []any { return []any{m.stranger.shift} }},
	"/departments/{id}":                         {"house", newest("/departments", func(n int) body { return body{"name": fmt.Sprint("Department ", n)} }), nil},
	"/icd-mappings/{id}":                        {"house", newest("/icd-mappings", func(n int) body { return body{"icd_code": fmt.Sprintf("A%02d", n), "department_id": 1} }), nil},
	"/rooms/{id}":                               {"house", newest("/rooms", func(n int) body { return body{"name": fmt.Sprint("Chamber ", n), "hourly_rate": "1.00"} }), nil},
	"/beds/{id}":                                {"house", func(m *matrix, _ *person) []any { return []any{m.h.Bed("1.00")} }, nil},
	"/backups/{id}":                             {"house", oneBackup, nil},
	"/services/{id}":                            {"house", newest("/services", func(n int) body { return body{"name": fmt.Sprint("Service ", n), "price": "1.00"} }), nil},
}

var lastHole = regexp.MustCompile(`^.*\}`)

// cell is one request of the matrix and what it was answered.
type cell struct {
	status int
	text   string
}

func (m *matrix) ask(op httpapi.Operation, path, token string, fromPage bool, send any) cell {
	m.h.T.Helper()
	text, err := json.Marshal(send)
	talaantest.Must(m.h.T, err)
	ctx, leave := context.WithCancel(m.h.T.Context())
	defer leave()
	req, err := http.NewRequestWithContext(ctx, op.Method, m.h.URL+path, strings.NewReader(string(text)))
	talaantest.Must(m.h.T, err)
	req.Header.Set("Content-Type", "application/json")
	if fromPage {
		req.AddCookie(&http.Cookie{Name: httpapi.CookieName, Value: token})
	} else if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(m.h.T, err)
	defer func() { _ = res.Body.Close() }()
	if op.ID == "events" { // which has no end
		return cell{status: res.StatusCode}
	}
	said, err := io.ReadAll(res.Body)
	talaantest.Must(m.h.T, err)
	return cell{res.StatusCode, string(said)}
}

// filled puts ids into the holes of a path, the last one into those that are left.
func filled(path string, ids []any) string {
	i := 0
	return hole.ReplaceAllStringFunc(path, func(string) string {
		i++
		return fmt.Sprint(ids[min(i, len(ids))-1])
	})
}

// Every operation, by every role and by nobody; on a record of one's own work,
// on another's, on one that does not exist; and by those whose session was ended,
// who were deactivated or who lost the role a moment ago. An operation that is not
// in the tables above fails.
func TestEveryOperationForEveryCaller(t *testing.T) {
	t.Parallel()
	m := newMatrix(t)
	for _, op := range m.h.API.Operations() {
		s, whole := stems[strings.TrimPrefix(lastHole.FindString(op.Path), "/api/v1")], ""
		if !strings.Contains(op.Path, "{") {
			whole = about(op)
		}
		if s.own == nil && whole == "" {
			t.Errorf("%s %s (%s): say in this test what it is about", op.Method, op.Path, op.ID)
			continue
		}
		if whole != "" && (whole == "own") != (op.Permission == authz.SignedIn) && op.Method != http.MethodGet {
			t.Errorf("%s needs %s, but is about: %s", op.ID, op.Permission, whole)
		}
		if s.own != nil && s.kind != "mine" && (op.Permission == authz.SignedIn || op.Permission == authz.Public) {
			t.Errorf("%s is on a record that is not the caller's, and needs no right", op.ID)
		}
		for _, p := range m.people {
			m.row(t, op, s, whole, p)
		}
		if got := m.ask(op, filled(op.Path, []any{1}), "", false, body{}); (got.status == http.StatusUnauthorized) != (op.Permission != authz.Public) {
			t.Errorf("%s by nobody answers %d", op.ID, got.status)
		}
	}
}

// notThere are operations on one's own record, or the house's, that have nothing to show.
var notThere = []string{"get-logo", "get-photo-thumbnail", "get-file-thumbnail"}

// theirsToo says who besides its owner may do an operation on what is somebody's.
var theirsToo = map[string][]authz.Role{
	"get-shift": authz.Roles(), "draw-shift-report": authz.Roles(), "close-shift": {authz.Admin},
	"choose-photo": {authz.Admin}, "delete-photo": {authz.Admin}, "restore-photo": {authz.Admin}, "get-photo-content": {authz.Admin}, "get-photo-thumbnail": {authz.Admin},
}

// comeCloser are operations that bring a patient into one's duty.
var comeCloser = []string{"break-glass", "check-in-returning"}

// row asks an operation as one person in every way.
func (m *matrix) row(t *testing.T, op httpapi.Operation, s stem, whole string, p *person) {
	t.Helper()
	permitted, path, token := authz.Holds(p.role, op.Permission), op.Path, p.client.Token
	if s.own != nil {
		path = filled(op.Path, s.own(m, p))
	}
	if op.ID == "sign-out" || op.ID == "lock-session" {
		token = m.signIn(p.login).Token
	}
	says := func(what string, got cell, ok bool) {
		t.Helper()
		if strings.Contains(got.text, "$argon2id$") {
			t.Errorf("%s by a %s, %s, shows how a password is kept", op.ID, p.role, what)
		}
		if !ok || got.status >= http.StatusInternalServerError {
			t.Errorf("%s by a %s, %s: %d %.200s", op.ID, p.role, what, got.status, got.text)
		}
	}
	for what, lost := range map[string]string{"session ended": p.revoked, "deactivated": p.deactivated} {
		got := m.ask(op, path, lost, true, body{})
		says(what, got, (got.status == http.StatusUnauthorized) == (op.Permission != authz.Public))
	}
	if !authz.Holds(p.now, op.Permission) {
		got := m.ask(op, path, p.demoted, true, body{})
		says("now a "+string(p.now), got, got.status == http.StatusForbidden)
	}
	got := m.ask(op, path, token, true, body{})
	if !permitted {
		says("own", got, got.status == http.StatusForbidden)
		return
	}
	fine := !slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, got.status)
	says("own", got, fine || slices.Contains(notThere, op.ID))
	mayShow := op.Permission == authz.AuditRead || (whole == "" && authz.Holds(p.role, authz.EncounterReadClinical))
	says("own shows the chart", got, mayShow || !strings.Contains(got.text, "canary"))
	m.strangers(op, s, p, says)
}

// strangers asks on records that do not exist and on others'.
func (m *matrix) strangers(op httpapi.Operation, s stem, p *person, says func(string, cell, bool)) {
	send, token := m.body(op), p.client.Token
	if s.own != nil {
		got := m.ask(op, filled(op.Path, []any{999999}), token, true, send)
		says("absent", got, got.status == http.StatusNotFound || got.status == otherwise(op))
	}
	if slices.Contains(comeCloser, op.ID) {
		send = body{"surprise": 1}
	}
	if op.ID == "add-lab" {
		got := m.ask(op, op.Path, token, true, with(send, body{"encounter_id": m.longGone["encounter"]}))
		says("of a patient outside of duty", got, m.asksWhy(got))
		return
	}
	if s.other == nil {
		return
	}
	if s.kind == "nested" {
		got := m.ask(op, filled(op.Path, append(s.own(m, p)[:1], 999999)), token, true, send)
		says("absent below one's own", got, got.status == http.StatusNotFound)
	}
	got := m.ask(op, filled(op.Path, s.other(m, p)), token, true, send)
	switch {
	case s.kind == "nested":
		says("below another's", got, got.status == http.StatusNotFound)
	case s.kind == "mine" && !slices.Contains(theirsToo[op.ID], p.role):
		says("another's", got, got.status == http.StatusForbidden || got.status == http.StatusNotFound || got.status == otherwise(op))
	case s.kind == "patients" && onChart(op) && authz.Holds(p.role, authz.EncounterReadClinical):
		says("of a patient outside of duty", got, m.asksWhy(got))
	default:
		says("another's", got, got.status != http.StatusUnauthorized && !strings.Contains(got.text, "canary") && !strings.Contains(got.text, "leave_needed"))
	}
}

// otherwise is what an operation answers instead of 404; 0 for nothing else.
func otherwise(op httpapi.Operation) int {
	switch {
	case slices.Contains(forms, op.ID): // which read what came first
		return http.StatusUnprocessableEntity
	case op.ID == "move-cash": // "is not your open shift", of whatever shift
		return http.StatusConflict
	}
	return 0
}

// asksWhy reports whether an answer asks for a reason to open the chart of the patient outside of duty.
func (m *matrix) asksWhy(got cell) bool {
	return got.status == http.StatusForbidden && strings.Contains(got.text, fmt.Sprintf(`"leave_needed":%d`, m.longGone["patient"]))
}

// onChart says which operations are on a patient's chart, and not on what the
// desk and the cashier know of the patient too.
func onChart(op httpapi.Operation) bool {
	for _, of := range []string{"/encounters/{id}", "/labs/{id}", "/albums/{id}", "/files/{id}", "/patients/{id}/medical-history"} {
		if path := strings.TrimPrefix(op.Path, "/api/v1"); path == of || strings.HasPrefix(path, of+"/") {
			return true
		}
	}
	return false
}

// body is a good body of an operation.
func (m *matrix) body(op httpapi.Operation) body {
	name := op.ID
	if a, ok := alias[name]; ok {
		name = a
	}
	switch r, ok := m.good[name]; {
	case op.ID == "change-encounter": // each role writes fields of its own
		return body{}
	case op.ID == "add-note":
		return body{"body": "Sleeps"}
	case ok && r.good != nil:
		return r.good
	case op.Method == http.MethodDelete:
		return body{"reason": "Test"}
	}
	return body{}
}

func about(op httpapi.Operation) string {
	for kind, list := range wholes {
		for one := range strings.SplitSeq(list, ",") {
			if strings.Join(strings.Fields(one), " ") == op.Method+" "+strings.TrimPrefix(op.Path, "/api/v1") {
				return kind
			}
		}
	}
	return ""
}
