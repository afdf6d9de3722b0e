package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

// send asks a server with these headers, given as name, value, name, value.
func send(t *testing.T, method, url, text string, headers ...string) (answer, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(text))
	talaantest.Must(t, err)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(t, err)
	got, err := io.ReadAll(res.Body)
	talaantest.Must(t, err)
	talaantest.Must(t, res.Body.Close())
	return answer{res.StatusCode, res.Header}, string(got)
}

// answer is what of a response is of interest besides its text.
type answer struct {
	StatusCode int
	Header     http.Header
}

func TestReplay(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		c := h.CheckIn()
		nurse, doctor := h.Client("nurse").WithKey("form-1"), h.Client("doctor").WithKey("form-1")
		note := body{"body": "Sleeps well"}
		first := nurse.Post(c.Path("/notes"), note).Expect(http.StatusCreated)
		h.Clock.Advance(time.Hour)
		again := nurse.Post(c.Path("/notes"), note).Expect(http.StatusCreated)
		if again.Text != first.Text || again.Header.Get("Idempotency-Replayed") != "true" || first.Header.Get("Idempotency-Replayed") != "" {
			t.Errorf("first %s, then %s (%q)", first.Text, again.Text, again.Header.Get("Idempotency-Replayed"))
		}
		nurse.Post(c.Path("/notes"), body{"body": "Another note"}).Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")
		nurse.Post(h.CheckIn().Path("/notes"), note).Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")
		nurse.Post(c.Path("/vitals"), body{"pulse": 80}).Refused(http.StatusUnprocessableEntity, "header.Idempotency-Key")
		other := doctor.Post(c.Path("/notes"), note).Expect(http.StatusCreated)
		if other.Int("id") == first.Int("id") || other.Header.Get("Idempotency-Replayed") != "" {
			t.Errorf("the key of one user answered another: %s", other.Text)
		}
		// A refusal is not remembered: the form is corrected and sent again.
		late := h.Client("nurse").WithKey("form-2")
		late.Post(c.Path("/vitals"), body{"systolic": 120}).Refused(http.StatusUnprocessableEntity, "body.diastolic")
		late.Post(c.Path("/vitals"), body{"systolic": 120, "diastolic": 80}).Expect(http.StatusCreated)
		if notes := doctor.Get(c.Path("/notes")).List("items"); len(notes) != 2 {
			t.Errorf("%d notes, not 2", len(notes))
		}
		// After a week the key may begin anew.
		h.Clock.Advance(httpapi.KeepKeys)
		talaantest.Must(t, h.Tx("admin", httpapi.ForgetKeys))
		if anew := nurse.Post(c.Path("/notes"), note).Expect(http.StatusCreated); anew.Int("id") == first.Int("id") {
			t.Error("the answer of last week was given")
		}
	})
}

func TestProblems(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	for _, c := range []struct {
		path   string
		status int
		title  string
	}{
		{"/patients/1", http.StatusNotFound, "Not Found"},
		{"/patients?limit=0", http.StatusUnprocessableEntity, "Unprocessable Entity"},
		{"/nowhere", http.StatusNotFound, "Not Found"},
	} {
		got := h.Client("admin").Get(c.path).Refused(c.status, "")
		if got.String("title") != c.title || got.Int("status") != int64(c.status) || got.String("detail") == "" || got.At("errors") == nil {
			t.Errorf("%s answers %s", c.path, got.Text)
		}
		id := got.String("request_id")
		if id == "" || id != got.Header.Get("X-Request-Id") || !strings.Contains(h.Log.String(), "request_id="+id) {
			t.Errorf("%s: request %q is not the one of the log or of the header %q", c.path, id, got.Header.Get("X-Request-Id"))
		}
	}
	h.Anonymous().Get("/me").Refused(http.StatusUnauthorized, "")
	stranger := h.Anonymous()
	stranger.Token = "made-up"
	stranger.Get("/me").Refused(http.StatusUnauthorized, "")
	stranger.Get("/hospital").Expect(http.StatusOK)
}

// A wrong method on a path that exists is told which ones are right.
func TestWrongMethod(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	admin := h.Client("admin")
	for _, c := range []struct{ method, path, allow string }{
		{http.MethodPut, "/patients/1", "GET, PATCH"},
		{http.MethodPost, "/me", "GET"},
		{http.MethodGet, "/check-ins", "POST"},
	} {
		if got := admin.Do(c.method, c.path, nil).Refused(http.StatusMethodNotAllowed, ""); got.Header.Get("Allow") != c.allow {
			t.Errorf("%s %s may be %q", c.method, c.path, got.Header.Get("Allow"))
		}
	}
	if got := admin.Do(http.MethodPut, "/nowhere", nil).Refused(http.StatusNotFound, ""); got.Header.Get("Allow") != "" {
		t.Errorf("nowhere allows %q", got.Header.Get("Allow"))
	}
}

// small serves operations of its own, behind everything that requests go through.
func small(t *testing.T, register func(mux *http.ServeMux, api *httpapi.API)) (url string, log *bytes.Buffer) {
	t.Helper()
	h := talaantest.New(t, sqldb.SQLite)
	log = &bytes.Buffer{}
	logger := slog.New(slog.NewTextHandler(log, nil))
	mux := http.NewServeMux()
	api := httpapi.New(mux, h.DB, logger, "test", func(context.Context, string, bool) (authz.Caller, error) {
		return authz.Caller{ID: 1, UserID: "somebody"}, nil
	})
	register(mux, api)
	handler, err := httpapi.Wrap(mux, logger, prometheus.NewRegistry(), false)
	talaantest.Must(t, err)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, log
}

// An error and a panic say nothing of the inside, but name the request that the log knows.
func TestFailuresKeepTheirInside(t *testing.T) {
	t.Parallel()
	secret := "table users, column password_hash"
	url, log := small(t, func(mux *http.ServeMux, api *httpapi.API) {
		op := func(id string) httpapi.Op { return httpapi.Op{ID: id, Method: http.MethodGet, Path: "/" + id} }
		httpapi.Read(api, authz.Public, op("fails"), func(context.Context, *sqldb.Tx, *struct{}) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, errors.New(secret)
		})
		httpapi.Read(api, authz.Public, op("panics"), func(context.Context, *sqldb.Tx, *struct{}) (httpapi.Nothing, error) {
			panic(secret)
		})
		mux.HandleFunc("GET /plain", func(http.ResponseWriter, *http.Request) { panic(secret) })
	})
	for _, path := range []string{"/api/v1/fails", "/api/v1/panics", "/plain", "/api/v1/panics"} {
		res, text := send(t, http.MethodGet, url+path, "")
		var p httpapi.Problem
		talaantest.Must(t, json.Unmarshal([]byte(text), &p))
		if res.StatusCode != http.StatusInternalServerError || res.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(text, "users") || p.Errors == nil {
			t.Errorf("%s answers %d %s", path, res.StatusCode, text)
		}
		if p.RequestID == "" || !strings.Contains(log.String(), p.RequestID) || !strings.Contains(log.String(), secret) {
			t.Errorf("%s: the log does not tell what happened to request %q", path, p.RequestID)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	token := "Bearer " + h.Client("doctor").Token
	res, text := send(t, http.MethodGet, h.URL+"/api/v1/icd-codes?q=a", "", "Authorization", token, "Accept-Encoding", "gzip")
	if res.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("a long answer is not compressed: %v", res.Header)
	} else if unzip, err := gzip.NewReader(strings.NewReader(text)); err != nil {
		t.Errorf("cannot be decompressed: %v", err)
	} else if plain, err := io.ReadAll(unzip); err != nil || !json.Valid(plain) || len(plain) <= len(text) {
		t.Errorf("decompressed to %q: %v", plain, err)
	}
	if res, _ = send(t, http.MethodGet, h.URL+"/healthz", "", "Accept-Encoding", "gzip"); res.Header.Get("Content-Encoding") != "" {
		t.Error("a short answer is compressed")
	}
}

// A page of another site cannot act with the cookie of somebody who is signed in.
func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	cookie := httpapi.CookieName + "=" + h.Client("admin").Token
	for _, c := range []struct {
		method, name, value string
		status              int
	}{
		{http.MethodPost, "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{http.MethodPost, "Sec-Fetch-Site", "same-site", http.StatusForbidden},
		{http.MethodDelete, "Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{http.MethodPost, "Origin", "http://evil.example", http.StatusForbidden},
		{http.MethodPost, "Sec-Fetch-Site", "same-origin", http.StatusUnprocessableEntity},
		{http.MethodPost, "Origin", h.URL, http.StatusUnprocessableEntity},
		{http.MethodPost, "X-Script", "1", http.StatusUnprocessableEntity},
	} {
		res, text := send(t, c.method, h.URL+"/api/v1/rooms", `{}`, "Content-Type", "application/json", "Cookie", cookie, c.name, c.value)
		if res.StatusCode != c.status || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s with %s: %s answers %d %s", c.method, c.name, c.value, res.StatusCode, text)
		}
	}
}

func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	for _, c := range []struct{ method, path string }{
		{http.MethodGet, "/api/v1/nowhere"}, {http.MethodGet, "/api/v2/me"}, {http.MethodGet, "/api/"}, {http.MethodPut, "/api/v1/patients/1/x"},
	} {
		res, text := send(t, c.method, h.URL+c.path, "")
		if res.StatusCode != http.StatusNotFound || res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s answers %d %.80s", c.method, c.path, res.StatusCode, text)
		}
	}
}

func TestPageFiles(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"index.html":      {Data: []byte("<!doctype html>the page")},
		"favicon.svg":     {Data: []byte("<svg/>")},
		".gitkeep":        {Data: []byte("nothing")},
		"assets/.hidden":  {Data: []byte("nothing")},
		"assets/app-1.js": {Data: []byte("run()" + strings.Repeat(" ", 2000))},

		"assets/worker/pdf-1.js": {Data: []byte("read()")},
	}
	server := httptest.NewServer(httpapi.PageFiles(files, true))
	defer server.Close()
	for _, c := range []struct {
		path, holds, cache string
		status             int
	}{
		{"/", "the page", "no-cache", http.StatusOK},
		{"/cases/5?tab=bill", "the page", "no-cache", http.StatusOK},
		{"/index.html/x", "the page", "no-cache", http.StatusOK},
		{"/assets", "the page", "no-cache", http.StatusOK},
		{"/favicon.svg", "<svg", "no-cache", http.StatusOK},
		{"/assets/app-1.js", "run()", "immutable", http.StatusOK},
		{"/assets/app-0.js", "", "", http.StatusNotFound},
		{"/.gitkeep", "not found", "", http.StatusNotFound},
		{"/assets/.hidden", "not found", "", http.StatusNotFound},
		{"/../../etc/passwd", "the page", "no-cache", http.StatusOK},
	} {
		res, text := send(t, http.MethodGet, server.URL+c.path, "")
		if res.StatusCode != c.status || !strings.Contains(text, c.holds) || !strings.Contains(res.Header.Get("Cache-Control"), c.cache) || strings.Contains(text, "root:") {
			t.Errorf("%s answers %d %.60q with Cache-Control %q", c.path, res.StatusCode, text, res.Header.Get("Cache-Control"))
		}
	}
	for path, compiles := range map[string]bool{"/assets/worker/pdf-1.js": true, "/assets/app-1.js": false, "/": false} {
		if res, _ := send(t, http.MethodGet, server.URL+path, ""); strings.Contains(res.Header.Get("Content-Security-Policy"), "'wasm-unsafe-eval'") != compiles {
			t.Errorf("%s has the policy %q", path, res.Header.Get("Content-Security-Policy"))
		}
	}
	for method, want := range map[string]int{http.MethodHead: http.StatusOK, http.MethodPost: http.StatusMethodNotAllowed, http.MethodDelete: http.StatusMethodNotAllowed} {
		if res, _ := send(t, method, server.URL+"/", ""); res.StatusCode != want || (want != http.StatusOK && res.Header.Get("Allow") != "GET, HEAD") {
			t.Errorf("%s answers %d, Allow %q", method, res.StatusCode, res.Header.Get("Allow"))
		}
	}
	bare := httptest.NewServer(httpapi.PageFiles(nil, false))
	defer bare.Close()
	if res, text := send(t, http.MethodGet, bare.URL+"/", ""); res.StatusCode != http.StatusNotFound || !strings.Contains(text, "npm run build") {
		t.Errorf("without a page: %d %s", res.StatusCode, text)
	}
}

// Text is brought to one form before it is stored; passwords are left alone.
func TestClean(t *testing.T) {
	t.Parallel()
	type part struct {
		Name string `json:"name" minLength:"1"`
	}
	type fields struct {
		Parts    []part   `json:"parts"`
		Name     string   `json:"name" minLength:"1" maxLength:"5"`
		Note     string   `json:"note"`
		Password string   `json:"password" clean:"no"`
		Tags     []string `json:"tags"`
		Maybe    *string  `json:"maybe"`
	}
	type input struct {
		Q    string `query:"q"`
		Body fields
	}
	maybe := " x "
	in := input{Q: " q ", Body: fields{Name: " Pen\u0303a ", Note: "\ta\r\nb\n", Password: " p\x00 ", Tags: []string{" t "}, Maybe: &maybe}}
	talaantest.Must(t, httpapi.Clean(&in))
	if in.Q != "q" || in.Body.Name != "Peña" || in.Body.Note != "a\nb" || in.Body.Password != " p\x00 " || in.Body.Tags[0] != "t" || maybe != "x" {
		t.Errorf("cleaned to %+v %q", in, maybe)
	}
	long := input{Body: fields{Name: strings.Repeat("\u0958", 5)}} // ten characters when composed
	if err := httpapi.Clean(&long); err == nil || !strings.Contains(err.Error(), "at most 5") {
		t.Errorf("too long: %v", err)
	}
	for where, bad := range map[string]input{
		"query.q":            {Q: "a\x00"},
		"body.name":          {Body: fields{Name: "  "}},
		"body.note":          {Body: fields{Note: "a\x1b[31m"}},
		"body.tags[1]":       {Body: fields{Tags: []string{"ok", "a\ufffdb"}}},
		"body.parts[2].name": {Body: fields{Parts: []part{{"ok"}, {""}, {" "}}}},
		"body.maybe":         {Body: fields{Maybe: ptr("\x7f")}},
	} {
		if err := httpapi.Clean(&bad); err == nil || !strings.Contains(err.Error(), where) {
			t.Errorf("%s: %v", where, err)
		}
	}
}

func ptr(s string) *string { return &s }
