package app_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/httpapi"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

// secured is a server with its own authority, and a station that trusts it.
type secured struct {
	t       *testing.T
	app     *app.App
	at      string // host and port
	station *http.Client
	stop    func()
}

func serveTLS(t *testing.T) *secured {
	t.Helper()
	staff.SetCost(staff.Cost{MemoryKiB: 8, Passes: 1, Threads: 1})
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", TLS: "auto", Log: slog.New(slog.DiscardHandler)})
	talaantest.Must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(at net.Addr) { address <- at.String() }) }()
	s := &secured{t: t, app: a, at: <-address, stop: stop}
	t.Cleanup(func() {
		stop()
		talaantest.Must(t, <-ended)
	})
	// What a new station does: it fetches the authority without TLS.
	res := s.ask(&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, http.MethodGet, "http://"+s.at+"/trust/talaan-ca.crt", "")
	ca, err := x509.ParseCertificate([]byte(res.text))
	talaantest.Must(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(ca)
	s.station = &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(s.station.CloseIdleConnections)
	return s
}

type reply struct {
	status int
	proto  string
	header http.Header
	text   string
}

func (s *secured) ask(c *http.Client, method, url, body string, headers ...string) reply {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, url, strings.NewReader(body))
	talaantest.Must(s.t, err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.Do(req)
	talaantest.Must(s.t, err)
	text, err := io.ReadAll(res.Body)
	talaantest.Must(s.t, err)
	talaantest.Must(s.t, res.Body.Close())
	return reply{res.StatusCode, res.Proto, res.Header, string(text)}
}

const firstAdmin = `{"hospital_name":"Mabuhay","given_name":"Ana","family_name":"Cruz","user_id":"ana","password":"correct horse battery"}`

// firstRun makes the first Admin over TLS and returns the session cookie, as name=value.
func (s *secured) firstRun() string {
	s.t.Helper()
	made := s.ask(s.station, http.MethodPost, "https://"+s.at+"/api/v1/first-run", firstAdmin)
	if made.status != http.StatusCreated || made.proto != "HTTP/2.0" {
		s.t.Fatalf("the first run over TLS: %s %d %s", made.proto, made.status, made.text)
	}
	cookie := made.header.Get("Set-Cookie")
	for _, part := range []string{"__Host-talaan_session=", "Path=/", "HttpOnly", "Secure", "SameSite=Strict"} {
		if !strings.Contains(cookie, part) {
			s.t.Errorf("the cookie %q lacks %s", cookie, part)
		}
	}
	value, _, _ := strings.Cut(cookie, ";")
	return value
}

func TestTLS(t *testing.T) {
	t.Parallel()
	s := serveTLS(t)
	base := "https://" + s.at
	if got := s.ask(s.station, http.MethodGet, base+"/api/v1/first-run", ""); !strings.Contains(got.text, `"allowed_here":true`) {
		t.Errorf("on the server itself, over TLS: %s", got.text)
	}
	if got := s.ask(s.station, http.MethodPost, base+"/api/v1/first-run", firstAdmin, "X-Forwarded-For", "192.168.1.9"); got.status != http.StatusForbidden {
		t.Errorf("from elsewhere, through a proxy: %d %s", got.status, got.text)
	}
	cookie := s.firstRun()
	_, token, _ := strings.Cut(cookie, "=")
	if me := s.ask(s.station, http.MethodGet, base+"/api/v1/me", "", "Cookie", cookie); me.status != http.StatusOK {
		t.Errorf("with the cookie: %d %s", me.status, me.text)
	}
	// Without the prefix anyone who answers for another port could have set it.
	if me := s.ask(s.station, http.MethodGet, base+"/api/v1/me", "", "Cookie", httpapi.CookieName+"="+token); me.status != http.StatusUnauthorized {
		t.Errorf("with the cookie of plain HTTP: %d", me.status)
	}
	if me := s.ask(s.station, http.MethodGet, base+"/api/v1/me", "", "Authorization", "Bearer "+token); me.status != http.StatusOK {
		t.Errorf("as a script: %d", me.status)
	}
	how := s.ask(s.station, http.MethodGet, base+"/api/v1/transport", "", "Cookie", cookie)
	if !strings.Contains(how.text, `"tls":"auto"`) || !strings.Contains(how.text, s.app.TLS().Fingerprint) || !strings.Contains(how.text, `"127.0.0.1"`) {
		t.Errorf("the page is told %s", how.text)
	}
	for _, path := range []string{"/", "/trust", "/api/v1/me", "/healthz"} {
		got := s.ask(s.station, http.MethodGet, base+path, "")
		if missing := guarded(got.header); missing != nil || got.header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: %v", path, missing)
		}
	}
}

// Who comes without TLS can read how to trust the server, and nothing else.
func TestPlainHTTPBesideTLS(t *testing.T) {
	t.Parallel()
	s := serveTLS(t)
	_, token, _ := strings.Cut(s.firstRun(), "=")
	plain := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: s.station.CheckRedirect}
	for _, c := range []struct {
		method, path, header string
		status               int
	}{
		{http.MethodGet, "/trust", "", http.StatusOK},
		{http.MethodHead, "/trust", "", http.StatusOK},
		{http.MethodGet, "/trust/talaan-ca.pem", "", http.StatusOK},
		{http.MethodGet, "/trust/style.css", "", http.StatusOK},
		{http.MethodGet, "/healthz", "", http.StatusOK},
		{http.MethodGet, "/readyz", "", http.StatusOK},
		{http.MethodGet, "/", "", http.StatusTemporaryRedirect},
		{http.MethodGet, "/cases/5?tab=bill", "", http.StatusTemporaryRedirect},
		{http.MethodGet, "/metrics", "", http.StatusTemporaryRedirect},
		{http.MethodGet, "/trusted", "", http.StatusTemporaryRedirect},
		{http.MethodGet, "/trust/../metrics", "", http.StatusTemporaryRedirect},
		{http.MethodPost, "/trust", "", http.StatusForbidden},
		{http.MethodPost, "/", "", http.StatusForbidden},
		{http.MethodPost, "/api/v1/sessions", "", http.StatusForbidden},
		{http.MethodDelete, "/api/v1/sessions/current", "Bearer " + token, http.StatusForbidden},
		{http.MethodGet, "/api/v1/me", "Bearer " + token, http.StatusForbidden},
		{http.MethodGet, "/api/v1/hospital", "", http.StatusForbidden},
		{http.MethodGet, "/metrics", "Bearer " + token, http.StatusForbidden},
	} {
		var headers []string
		if c.header != "" {
			headers = []string{"Authorization", c.header}
		}
		body := ""
		if c.method == http.MethodPost {
			body = `{"user_id":"ana","password":"correct horse battery"}`
		}
		got := s.ask(plain, c.method, "http://"+s.at+c.path, body, headers...)
		if got.status != c.status {
			t.Errorf("%s %s answers %d, not %d: %.100s", c.method, c.path, got.status, c.status, got.text)
		}
		if missing := guarded(got.header); missing != nil {
			t.Errorf("%s %s: %v", c.method, c.path, missing)
		}
		if c.status == http.StatusTemporaryRedirect && c.path != "/trust/../metrics" && (got.header.Get("Location") != "https://"+s.at+c.path || got.header.Get("Cache-Control") != "no-store") {
			t.Errorf("%s sends on to %s", c.path, got.header.Get("Location"))
		}
		if c.status == http.StatusForbidden && (!strings.Contains(got.text, "unencrypted") || got.header.Get("Set-Cookie") != "") {
			t.Errorf("%s %s is refused with %s", c.method, c.path, got.text)
		}
	}
	if got := s.ask(s.station, http.MethodGet, "https://"+s.at+"/api/v1/me", "", "Authorization", "Bearer "+token); got.status != http.StatusOK {
		t.Errorf("the refused sign-out was done: %d", got.status)
	}
}

// A stream runs over HTTP/2 and ends when the server stops.
func TestEventsOverTLS(t *testing.T) {
	t.Parallel()
	s := serveTLS(t)
	cookie := s.firstRun()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+s.at+"/api/v1/events", nil)
	talaantest.Must(t, err)
	req.Header.Set("Cookie", cookie)
	res, err := s.station.Do(req)
	talaantest.Must(t, err)
	defer func() { talaantest.Must(t, res.Body.Close()) }()
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || lines.Text() != "event: hello" || res.Proto != "HTTP/2.0" {
		t.Fatalf("the stream begins %s %q", res.Proto, lines.Text())
	}
	if got := s.ask(s.station, http.MethodPatch, "https://"+s.at+"/api/v1/hospital", `{"phone":"123","version":1}`, "Cookie", cookie); got.status != http.StatusOK {
		t.Fatalf("a change: %d %s", got.status, got.text)
	}
	for lines.Scan() && !strings.Contains(lines.Text(), "hospital") {
	}
	if !strings.Contains(lines.Text(), "hospital") {
		t.Errorf("the change does not arrive: %v", lines.Err())
	}
	s.stop()
	for lines.Scan() {
	}
}

// Another site's page cannot write with the session of somebody who is signed
// in; scripts, which send no such headers, go on working.
func TestOtherSitesOverTLS(t *testing.T) {
	t.Parallel()
	s := serveTLS(t)
	cookie := s.firstRun()
	_, token, _ := strings.Cut(cookie, "=")
	for _, c := range []struct {
		name, value string
		status      int
	}{
		{"Sec-Fetch-Site", "cross-site", http.StatusForbidden},
		{"Sec-Fetch-Site", "same-site", http.StatusForbidden},
		{"Origin", "https://evil.example", http.StatusForbidden},
		{"Origin", "https://" + strings.Split(s.at, ":")[0] + ":1", http.StatusForbidden}, // another program of this machine
		{"Origin", "null", http.StatusForbidden},
		{"Origin", "https://" + s.at, http.StatusOK},
		{"Sec-Fetch-Site", "same-origin", http.StatusOK},
		{"X-Script", "1", http.StatusOK},
	} {
		for _, with := range [][]string{{"Cookie", cookie}, {"Authorization", "Bearer " + token}} {
			_, version, _ := strings.Cut(s.ask(s.station, http.MethodGet, "https://"+s.at+"/api/v1/hospital", "").text, `"version":`)
			version, _, _ = strings.Cut(version, ",")
			got := s.ask(s.station, http.MethodPatch, "https://"+s.at+"/api/v1/hospital", `{"phone":"`+c.value+`","version":`+version+`}`, append(with, c.name, c.value)...)
			if got.status != c.status {
				t.Errorf("%s with %s: %s answers %d: %s", with[0], c.name, c.value, got.status, got.text)
			}
		}
	}
}
