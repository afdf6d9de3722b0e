package app_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/app"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// page asks for a path outside the API.
func page(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	talaantest.Must(t, err)
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(t, err)
	text, err := io.ReadAll(res.Body)
	talaantest.Must(t, err)
	talaantest.Must(t, res.Body.Close())
	return res.StatusCode, string(text)
}

func TestHealthAndMetrics(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	h.Client("admin").Get("/patients/7").Refused(http.StatusNotFound, "")
	for path, holds := range map[string]string{
		"/healthz": "ok", "/readyz": "ok", "/openapi.yaml": "operationId: check-in",
		"/metrics": `talaan_http_request_seconds_count{route="GET /api/v1/patients/{id}",status="404"} 1`,
	} {
		if status, text := page(t, h.URL+path); status != http.StatusOK || !strings.Contains(text, holds) {
			t.Errorf("%s answers %d without %q", path, status, holds)
		}
	}
	talaantest.Must(t, h.DB.Close())
	if status, text := page(t, h.URL+"/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(text, "database") {
		t.Errorf("without a database /readyz answers %d %s", status, text)
	}
	if status, _ := page(t, h.URL+"/healthz"); status != http.StatusOK {
		t.Errorf("without a database /healthz answers %d", status)
	}
}

// listen opens the stream of changes and returns its lines.
func listen(ctx context.Context, t *testing.T, url, token string) *bufio.Scanner {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/v1/events", nil)
	talaantest.Must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(t, err)
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("the stream answers %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	lines := bufio.NewScanner(res.Body)
	awaitLine(t, lines, "event: hello")
	return lines
}

// awaitLine reads until the line comes.
func awaitLine(t *testing.T, lines *bufio.Scanner, want string) {
	t.Helper()
	for lines.Scan() {
		if lines.Text() == want {
			return
		}
	}
	t.Fatalf("the stream ended without %q: %v", want, lines.Err())
}

// What one station does, the page of another hears of: after the commit, and
// nothing of an act that was refused.
func TestOtherStationsHearOfChanges(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		h.Client("receptionist") // a sign-in is a change too
		lines := listen(ctx, t, h.URL, h.Client("nurse").Token)
		h.Client("receptionist").Post("/check-ins", body{"patient": body{"family_name": "Reyes", "given_name": "Ana"}, "encounter": body{"icd_code": "A00"}}).Refused(http.StatusForbidden, "")
		c := h.CheckIn()
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "data: {\"entity\"") {
		}
		if want := fmt.Sprintf(`data: {"entity":"patient","id":%d}`, c.PatientID); lines.Text() != want {
			t.Errorf("the first change is %q, not %q", lines.Text(), want)
		}
		awaitLine(t, lines, fmt.Sprintf(`data: {"entity":"encounter","id":%d}`, c.EncounterID))
		c.Confirm("Inpatient").Admit(h.Bed("30.00"))
		awaitLine(t, lines, fmt.Sprintf(`data: {"entity":"bill","id":%d}`, c.BillID))
		h.Client("admin").Patch("/hospital", body{"name": "Mabuhay"}).Expect(http.StatusOK)
		awaitLine(t, lines, `data: {"entity":"hospital","id":1}`)
	})
}

// A stopping server takes no new requests, ends the streams, and finishes what
// it has begun: here an act whose body is only half sent.
func TestStopFinishesRunningRequests(t *testing.T) {
	t.Parallel()
	config := app.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)}
	a, err := app.Open(t.Context(), config)
	talaantest.Must(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(at net.Addr) { address <- at.String() }) }()
	at := <-address

	first := `{"hospital_name":"Mabuhay","given_name":"Ana","family_name":"Cruz","user_id":"ana","password":"correct horse battery"}`
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", at)
	talaantest.Must(t, err)
	defer func() { _ = conn.Close() }()
	// The server answers 100 when the operation has begun to read its body.
	_, err = fmt.Fprintf(conn, "POST /api/v1/first-run HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", at, len(first))
	talaantest.Must(t, err)
	answers := bufio.NewReader(conn)
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("the server answers %q: %v", line, err)
	}
	_, err = io.WriteString(conn, first[:20])
	talaantest.Must(t, err)
	stop()
	for { // until nobody is let in any more
		again, err := new(net.Dialer).DialContext(t.Context(), "tcp", at)
		if err != nil {
			break
		}
		talaantest.Must(t, again.Close())
	}
	_, err = io.WriteString(conn, first[20:])
	talaantest.Must(t, err)
	if line, err := answers.ReadString('\n'); err != nil || line != "\r\n" { // the end of the 100
		t.Fatalf("then %q: %v", line, err)
	}
	if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "201 Created") {
		t.Errorf("the running request is answered %q: %v", line, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}

	// What was answered is there when it starts again, and a stream does not keep it from stopping.
	a, err = app.Open(t.Context(), config)
	talaantest.Must(t, err)
	ctx, stop = context.WithCancel(t.Context())
	defer stop()
	go func() { ended <- a.Serve(ctx, func(at net.Addr) { address <- at.String() }) }()
	url := "http://" + <-address
	res, err := http.Post(url+"/api/v1/sessions", "application/json", strings.NewReader(`{"user_id":"ana","password":"correct horse battery"}`))
	talaantest.Must(t, err)
	text, err := io.ReadAll(res.Body)
	talaantest.Must(t, err)
	talaantest.Must(t, res.Body.Close())
	_, token, _ := strings.Cut(string(text), `"token":"`)
	token, _, _ = strings.Cut(token, `"`)
	lines := listen(t.Context(), t, url, token)
	stop()
	for lines.Scan() {
	}
	if err := lines.Err(); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// Nobody else on the machine reads the records, whoever made the folder.
func TestDatabaseIsPrivate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	talaantest.Must(t, os.Chmod(dir, 0o755))
	a, err := app.Open(t.Context(), app.Config{Data: dir, Log: slog.New(slog.DiscardHandler)})
	talaantest.Must(t, err)
	defer func() { talaantest.Must(t, a.Close()) }()
	files, err := filepath.Glob(filepath.Join(dir, "talaan.db*"))
	talaantest.Must(t, err)
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", f, info, err)
		}
	}
	if len(files) == 0 {
		t.Error("no database was made")
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for says, c := range map[string]app.Config{
		"--data DIR":           {},
		"Asia/Manila":          {Data: t.TempDir(), Timezone: "Mars/Olympus"},
		"whole seconds":        {Data: t.TempDir(), BillingUnit: 1500e6},
		"sqlite or mysql":      {Database: "oracle:x"},
		"make the data folder": {Data: "/dev/null/x"},
	} {
		a, err := app.Open(t.Context(), c)
		if err == nil {
			t.Errorf("opened, although %s", says)
			talaantest.Must(t, a.Close())
		} else if !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
}

// A second server of the same database needs the first one's secret.
func TestServersShareTheSecret(t *testing.T) {
	t.Parallel()
	var config app.Config
	first := talaantest.New(t, sqldb.MySQL, func(c *app.Config) {
		c.KeyFile = filepath.Join(c.Data, "given.key")
		config = *c
	})
	second := config
	second.Data, second.KeyFile = t.TempDir(), ""
	if a, err := app.Open(t.Context(), second); err == nil || !strings.Contains(err.Error(), "Copy secret.key from the server") {
		if err == nil {
			talaantest.Must(t, a.Close())
		}
		t.Fatalf("without the secret: %v", err)
	}
	second.KeyFile = config.KeyFile
	a, err := app.Open(t.Context(), second)
	talaantest.Must(t, err)
	defer func() { talaantest.Must(t, a.Close()) }()
	if !bytes.Equal(a.Keys.Key("x"), first.Keys.Key("x")) {
		t.Error("two servers have two secrets")
	}
}
