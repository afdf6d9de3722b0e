package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"talaan/internal/paper/papertest"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// serversOwn are names of what the server alone decides, wherever it stands in an answer.
var serversOwn = strings.Fields(`id version code case_number status status_since total total_charges total_discounts total_coverage total_due total_paid balance final change receipt_number
	unit_price amount charge_state paid kind created_at created_by performed_by requested_by claimed_by discharged_at archived archived_at active role roles permissions is_admin must_change_password
	password_hash patient_id encounter_id bill_id user_id actor`)

// writtenByClients are the operations that take one of these names all the same.
var writtenByClients = map[string]string{
	"create-users": "active must_change_password permissions roles user_id", "change-users": "active must_change_password permissions roles user_id version",
	"first-run": "user_id", "sign-in": "code user_id", "redeem-reset-code": "code user_id", "confirm-second-factor": "code",
	"create-beds": "status", "change-beds": "status version", "create-services": "active code", "change-services": "active code version",
	"change-patient": "archived status version", "decide-correction": "status", "add-lab": "encounter_id", "complete-lab": "version",
	"add-charge": "unit_price", "grant-discount": "amount", "take-payment": "amount", "refund-payment": "amount", "refund-credit": "amount", "promise": "amount", "move-cash": "amount",
	"claim-statutory-discount": "kind", "add-note": "kind", "add-medical-history": "kind",
}

// What the server alone decides is refused by name in every body, and in the
// parts of bodies: nobody sets a status, a total, an id or a role by sending it.
func TestFieldsOfTheServer(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	list := requests(h)
	before := census(t, h)
	for _, r := range list {
		if r.good == nil {
			continue
		}
		allowed := strings.Fields(writtenByClients[r.op])
		if method(r) == http.MethodPatch || method(r) == http.MethodPut {
			allowed = append(allowed, "version")
		}
		bodies := map[string]func(more body) body{"body.": func(more body) body { return with(maps.Clone(r.good), more) }}
		for name, v := range r.good {
			if part, ok := v.(body); ok && r.op == "check-in" {
				bodies["body."+name+"."] = func(more body) body { return with(maps.Clone(r.good), body{name: with(maps.Clone(part), more)}) }
			}
		}
		for at, make := range bodies {
			more := body{}
			for _, name := range serversOwn {
				if !slices.Contains(allowed, name) && (at == "body." || !slices.Contains([]string{"status", "archived"}, name)) {
					more[name] = 1
				}
			}
			got := h.Client(r.by).Do(method(r), r.path, make(more))
			if got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s with fields of the server answers %d", r.op, got.Status)
				continue
			}
			refused := unknown(got)
			for name := range more {
				if !slices.Contains(refused, at+name) {
					t.Errorf("%s takes %s%s, which is the server's: put it into the table if clients may write it", r.op, at, name)
				}
			}
		}
		if alone := h.Client(r.by).Do(method(r), r.path, with(maps.Clone(r.good), body{strings.ToUpper(slices.Sorted(maps.Keys(r.good))[0]): "x"})); alone.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s takes a field in capitals: %d", r.op, alone.Status)
		}
	}
	if after := census(t, h); !maps.Equal(before, after) {
		t.Errorf("fields of the server were written:\nbefore %v\nafter  %v", before, after)
	}
}

// unknown lists the fields that a refusal does not know at all, and not for their value.
func unknown(a *talaantest.Answer) (out []string) {
	for _, e := range a.List("errors") {
		if one, ok := e.(map[string]any); ok && one["message"] == "is not a field of this request" {
			out = append(out, fmt.Sprint(one["location"]))
		}
	}
	return out
}

// Every text that a client may put into the query of a read is a value and never
// SQL: a quote breaks nothing, and a condition that is always true finds nothing.
// That includes a column to sort by, if a list should ever take one.
func TestQueriesAreValues(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.Inpatient("30.00")
		h.Client("nurse").Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC", "result_summary": "Normal"}).Expect(http.StatusCreated)
		h.Client("teller").Post(c.BillPath("/payments"), body{"amount": "1.00"}).Expect(http.StatusCreated)
		admin, asked := h.Client("admin"), 0
		for _, op := range h.Description().Operations() {
			if op.Method != http.MethodGet || op.ID == "events" {
				continue
			}
			path := strings.ReplaceAll(strings.TrimPrefix(op.Path, "/api/v1"), "{id}", "1")
			for _, p := range op.Parameters {
				if p.In != "query" || p.Name == "limit" {
					continue
				}
				get := func(value string) *talaantest.Answer {
					asked++
					return admin.Get(path + "?" + url.Values{p.Name: {value}}.Encode())
				}
				nothing := get("zzqx")
				for _, attack := range []string{"'", `"`, "zzqx' OR '1'='1", `zzqx" OR "1"="1`, "zzqx' OR 1=1 -- ", "zzqx') OR ('1'='1", "zzqx%' OR 1=1 OR '%'='", "id; DROP TABLE patients", "(CASE WHEN 1=1 THEN id ELSE 1/0 END)", "%", "_", `\`, "!"} {
					got := get(attack)
					if got.Status >= http.StatusInternalServerError {
						t.Errorf("%s with %s=%s answers %d %.200s", op.ID, p.Name, attack, got.Status, got.Text)
					}
					if strings.HasPrefix(attack, "zzqx") && got.Status == http.StatusOK && nothing.Status == http.StatusOK && itemsOf(got) != itemsOf(nothing) {
						t.Errorf("%s with %s=%s finds %.200s", op.ID, p.Name, attack, got.Text)
					}
				}
			}
		}
		if asked < 500 {
			t.Errorf("only %d queries were tried", asked)
		}
		if log := h.Log.String(); strings.Contains(log, "request failed") {
			t.Errorf("the log has a failure:\n%.2000s", log)
		}
		admin.Get(c.Path("")).Expect(http.StatusOK)
	})
}

// itemsOf counts what a list has; -1 for another answer.
func itemsOf(a *talaantest.Answer) int {
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") || !a.Has("items") {
		return -1
	}
	return len(a.List("items"))
}

// A script that is written as a name, a note or a file's name is text: the
// interface sends it as JSON that no browser takes for a page, and it stands on
// papers as it was written and is nothing else in the PDF.
func TestScriptsAreText(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	const script, breakOut = `<script>alert(1)</script>`, `) >> /OpenAction << /S /JavaScript /JS (app.alert(1)) >> (`
	desk := h.Client("receptionist")
	in := desk.Post("/check-ins", body{"patient": body{"family_name": script, "given_name": breakOut, "address": script}}).Expect(http.StatusCreated)
	c := h.CaseOf(in.Int("patient.id"), in.Int("encounter.id")).Confirm("Outpatient").Begin()
	nurse := h.Client("nurse")
	nurse.Post(c.Path("/notes"), body{"body": script + breakOut}).Expect(http.StatusCreated)
	lab := nurse.Post("/labs", body{"encounter_id": c.EncounterID, "test_type": "CBC " + script, "result_summary": script + breakOut}).Expect(http.StatusCreated).Int("id")
	album := nurse.Form(fmt.Sprintf("/labs/%d/albums", lab), talaantest.Part{Name: "description", Text: script}, talaantest.Part{Name: "files", File: `"><img src=x onerror=alert(1)>.png`, Text: talaantest.Picture(t, 1)}).Expect(http.StatusCreated)
	payment := h.Client("teller").Post(c.BillPath("/payments"), body{"amount": "1.00", "payer": script + breakOut}).Expect(http.StatusCreated).Int("id")

	for who, paths := range map[string][]string{
		"nurse":  {c.Path(""), c.Path("/notes"), fmt.Sprintf("/labs/%d", lab), "/patients?q=script", "/search?q=script", c.Path("/files"), "/labs"},
		"teller": {c.BillPath(""), "/bills"},
		"admin":  {"/audit", fmt.Sprintf("/patients/%d/history", c.PatientID)},
	} {
		for _, path := range paths {
			got := h.Client(who).Get(path).Expect(http.StatusOK)
			if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s is sent as %s: %.300s", path, kind, got.Text)
			}
		}
	}
	file := nurse.Get(fmt.Sprintf("/files/%d/content", album.Int("files.0.id"))).Expect(http.StatusOK)
	if kind, policy := file.Header.Get("Content-Type"), file.Header.Get("Content-Security-Policy"); kind != "image/png" || !strings.HasPrefix(policy, "sandbox;") {
		t.Errorf("the file is sent as %s with %s", kind, policy)
	}
	for who, path := range map[string]string{
		"teller": fmt.Sprintf("/payments/%d/receipt", payment), "doctor": fmt.Sprintf("/labs/%d/print", lab), "coder": c.BillPath("/statement"), "nurse": c.Path("/packet"),
	} {
		answer := h.Client(who).Get(path)
		if who == "nurse" {
			answer = nurse.Post(path, body{"file_ids": []int64{album.Int("files.0.id")}, "results": true})
		}
		pdf := []byte(answer.Expect(http.StatusOK).Text)
		said := strings.Join(strings.Fields(strings.Join(papertest.Text(t, pdf), "")), "")
		if !strings.Contains(said, script) {
			t.Errorf("%s does not say what was written: %.400s", path, said)
		}
		for _, name := range papertest.Names(t, pdf) {
			if slices.Contains([]string{"JavaScript", "JS", "OpenAction", "AA", "Launch", "URI"}, name) {
				t.Errorf("%s has a %s", path, name)
			}
		}
	}
}

// Nothing that signs somebody in, and nothing of a patient, stands in the log or
// is taken from an address.
func TestSecretsStayOut(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	nurse := h.Client("nurse")
	h.Anonymous().Post("/sessions", body{"user_id": "nurse", "password": "a wrong canary password"}).Expect(http.StatusUnauthorized)
	h.Anonymous().Post("/sessions", `{"user_id": "nurse", "password": "a broken canary password", `)
	h.Client("receptionist").Post("/check-ins", body{"patient": body{"family_name": "Canary", "given_name": "Ana", "phone": "0917 555 0199"}}).Expect(http.StatusCreated)
	nurse.Get("/patients?q=Canary").Expect(http.StatusOK)
	nurse.Get("/search?q=0917+555+0199").Expect(http.StatusOK)
	nurse.Get("/patients?q=Canary%00").Expect(http.StatusUnprocessableEntity)
	nurse.Post("/me/pin", body{"password": talaantest.Password, "pin": "482719"}).Expect(http.StatusNoContent)
	for _, name := range []string{"token", "access_token", "session", "talaan_session", "Authorization"} {
		if got := h.Anonymous().Get("/me?" + name + "=" + nurse.Token); got.Status != http.StatusUnauthorized {
			t.Errorf("a token in the address as %s is answered %d", name, got.Status)
		}
	}
	log := h.Log.String()
	if !strings.Contains(log, "/api/v1/patients") {
		t.Fatalf("the log does not tell of the requests: %s", log)
	}
	for _, secret := range []string{talaantest.Password, "canary password", nurse.Token, "Canary", "0917", "482719"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}
