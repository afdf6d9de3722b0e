package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// directives reads a Content-Security-Policy.
func directives(policy string) map[string]string {
	out := map[string]string{}
	for d := range strings.SplitSeq(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(d), " ")
		out[name] = sources
	}
	return out
}

// guarded reports what an answer lacks that a browser must know of every one.
func guarded(h http.Header) (missing []string) {
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if h.Get(name) != want {
			missing = append(missing, name+" is "+h.Get(name))
		}
	}
	for _, device := range []string{"camera=()", "microphone=()", "geolocation=()"} {
		if !strings.Contains(h.Get("Permissions-Policy"), device) {
			missing = append(missing, "Permissions-Policy without "+device)
		}
	}
	policies := h.Values("Content-Security-Policy")
	if len(policies) != 1 {
		return append(missing, "Content-Security-Policy, once")
	}
	p := directives(policies[0])
	scripts, ok := p["script-src"]
	if !ok {
		scripts = p["default-src"]
	}
	if !slices.Contains([]string{"'none'", "'self'", "'self' 'wasm-unsafe-eval'"}, scripts) {
		missing = append(missing, "scripts may come from "+scripts)
	}
	if d := p["default-src"]; d != "'none'" && d != "'self'" {
		missing = append(missing, "default-src is "+d)
	}
	if f := p["frame-ancestors"]; f != "'none'" && f != "'self'" {
		missing = append(missing, "frame-ancestors is "+f)
	}
	if _, sandbox := p["sandbox"]; !sandbox && p["default-src"] != "'none'" && p["object-src"] != "'none'" {
		missing = append(missing, "objects may be loaded")
	}
	for _, name := range []string{"base-uri", "form-action"} {
		if _, sandbox := p["sandbox"]; !sandbox && p[name] != "'none'" && p[name] != "'self'" {
			missing = append(missing, name+" is "+p[name])
		}
	}
	return missing
}

var hole = regexp.MustCompile(`\{[^}]*\}`)

// Every answer of every operation and every other path is guarded, whatever its
// status: without and with a session, rightly and wrongly asked.
func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	c := h.CheckIn()
	h.Client("nurse").Post(c.Path("/notes"), map[string]any{"body": "a note"}).Expect(http.StatusCreated)
	signIn := func() string { // anew for each operation, because some end every session
		return h.Anonymous().Post("/sessions", map[string]any{"user_id": "admin", "password": talaantest.Password}).Expect(http.StatusCreated).String("token")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	seen := map[int]int{}
	ask := func(method, path string, headers ...string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, http.NoBody)
		talaantest.Must(t, err)
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		res, err := client.Do(req)
		talaantest.Must(t, err)
		talaantest.Must(t, res.Body.Close())
		seen[res.StatusCode]++
		if missing := guarded(res.Header); missing != nil {
			t.Errorf("%s %s answers %d with %v", method, path, res.StatusCode, missing)
		}
		if api := strings.HasPrefix(path, "/api/"); api && res.StatusCode != http.StatusOK && res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: a browser may keep the answer: %q", method, path, res.Header.Get("Cache-Control"))
		}
	}
	for _, op := range h.API.Operations() {
		path := hole.ReplaceAllString(op.Path, "1")
		ask(op.Method, path)
		ask(op.Method, path, "Authorization", "Bearer made-up")
		ask(op.Method, path, "Sec-Fetch-Site", "cross-site")
		if op.ID != "sign-out" && op.ID != "lock-session" {
			ask(op.Method, path, "Authorization", "Bearer "+signIn())
		}
	}
	token := signIn()
	ask(http.MethodPost, "/api/v1/sessions/current/lock", "Authorization", "Bearer "+token)
	ask(http.MethodGet, "/api/v1/home", "Authorization", "Bearer "+token)
	for _, pattern := range h.Paths() {
		_, path, ok := strings.Cut(pattern, " ")
		if !ok {
			path = pattern
		}
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
			ask(method, path)
		}
	}
	for _, path := range []string{"/openapi.yaml", "/cases/5", "/nowhere", "//double", "/assets/none.js", "/color-scheme.js", "/index.html", "/trust/style.css", "/trust/talaan-ca.crt", "/trust/none", "/api/v2/x"} {
		ask(http.MethodGet, path)
	}
	for _, status := range []int{200, 302, 307, 401, 403, 404, 405, 422, 423} {
		if seen[status] == 0 {
			t.Errorf("no answer with status %d was looked at, only %v", status, seen)
		}
	}
}
