package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"talaan/internal/demo"
	"talaan/internal/staff"
)

func TestMain(m *testing.M) {
	staff.SetCost(staff.Cost{MemoryKiB: 8, Passes: 1, Threads: 1})
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// talaan runs the program to its end.
func talaan(t *testing.T, stdin string, args ...string) (exit int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	exit = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return exit, out.String(), errs.String()
}

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	add := func(more ...string) []string {
		return append([]string{"user", "add", "--data", dir, "--password-stdin"}, more...)
	}
	for _, c := range []struct {
		stdin string
		args  []string
		exit  int
		says  string
	}{
		{"", []string{"--help"}, 0, "Run the server"},
		{"", []string{"serve", "--help"}, 0, "--listen"},
		{"", []string{"version"}, 0, "talaan "},
		{"", []string{"openapi"}, 0, "operationId: check-in"},
		{"", []string{}, 2, "talaan --help"},
		{"", []string{"fly"}, 2, "fly"},
		{"", []string{"serve", "--data", dir, "--colour", "red"}, 2, "--colour"},
		{"", []string{"serve"}, 2, "--data"},
		{"", []string{"serve", "--data", dir, "--billing-unit", "soon"}, 2, "billing-unit"},
		{"", []string{"serve", "--data", dir, "--billing-unit", "1ms"}, 1, "1s or more"},
		{"", []string{"serve", "--data", dir, "--listen", "nowhere:http:x"}, 1, "listen on"},
		{"", []string{"serve", "--data", dir, "--timezone", "Mars"}, 1, "Asia/Manila"},
		{"", []string{"serve", "--data", dir, "--database", "mysql://root:opensesame@127.0.0.1:1/x"}, 1, "***@127.0.0.1:1"},
		{"", []string{"serve", "--data", dir, "--tls", "on"}, 1, "write auto, off"},
		{"", []string{"serve", "--data", dir, "--tls", "none.pem,none.key"}, 1, "none.pem"},
		{"", []string{"serve", "--data", dir, "--tls", "auto", "--tls-name", "https://x"}, 1, "host's name"},
		{"", add("--user-id", "ana", "--role", "Doctor"), 1, "password is missing"},
		{"short\n", add("--user-id", "ana", "--role", "Doctor"), 1, "10"},
		{"correct horse battery\n", add("--user-id", "ana", "--role", "Boss"), 1, "Receptionist"},
		{"correct horse battery\n", add("--user-id", "a b", "--role", "Doctor"), 1, "user_id"},
		{"correct horse battery\n", add("--user-id", "ana"), 2, "--role"},
		{"correct horse battery\n", []string{"user", "add", "--data", dir, "--user-id", "ana", "--role", "Doctor"}, 2, "--password-stdin"},
		{"correct horse battery\r\nrest", add("--user-id", "ana", "--role", "Doctor", "--role", "Admin"), 0, "User ana was made"},
		{"correct horse battery\n", add("--user-id", "Ana", "--role", "Nurse"), 1, "ana"},
	} {
		exit, stdout, stderr := talaan(t, c.stdin, c.args...)
		if exit != c.exit || !strings.Contains(stdout+stderr, c.says) {
			t.Errorf("talaan %s: exit %d, not %d, without %q:\n%s%s", strings.Join(c.args, " "), exit, c.exit, c.says, stdout, stderr)
		}
		if c.exit != 0 && stderr == "" {
			t.Errorf("talaan %s failed without a word", strings.Join(c.args, " "))
		}
		if strings.Contains(stdout+stderr, "correct horse") || strings.Contains(stdout+stderr, "opensesame") || strings.Contains(stderr, "goroutine") {
			t.Errorf("talaan %s says too much: %s%s", strings.Join(c.args, " "), stdout, stderr)
		}
	}
}

// start runs a command that serves; it returns the address it prints, and
// stop, which ends it and returns its exit status and all it printed.
func start(t *testing.T, args ...string) (url string, stop func() (int, string)) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	out, in := io.Pipe()
	exit := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		status := run(ctx, args, strings.NewReader(""), in, &stderr)
		_ = in.Close()
		exit <- status
	}()
	var printed strings.Builder
	form := regexp.MustCompile(`https?://\S+`)
	for buf := make([]byte, 4096); url == ""; url = form.FindString(printed.String()) {
		n, err := out.Read(buf)
		printed.Write(buf[:n])
		if err != nil {
			t.Fatalf("talaan %s ended with %d: %s%s", strings.Join(args, " "), <-exit, printed.String(), stderr.String())
		}
	}
	rest := make(chan string, 1)
	go func() {
		text, err := io.ReadAll(out)
		if err != nil {
			text = append(text, err.Error()...)
		}
		rest <- string(text)
	}()
	return url, func() (int, string) {
		cancel()
		return <-exit, printed.String() + <-rest
	}
}

// call sends JSON and returns the answer.
func call(t *testing.T, method, url, token, text string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var answer map[string]any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return res.StatusCode, answer
}

// signIn returns the token of a user.
func signIn(t *testing.T, url, userID, password string) string {
	t.Helper()
	status, answer := call(t, http.MethodPost, url+"/api/v1/sessions", "", `{"user_id":"`+userID+`","password":"`+password+`"}`)
	token, ok := answer["token"].(string)
	if status != http.StatusCreated || !ok {
		t.Fatalf("%s cannot sign in: %d %v", userID, status, answer)
	}
	return token
}

func TestServe(t *testing.T) {
	t.Setenv("TALAAN_DATA", t.TempDir())
	t.Setenv("TALAAN_BILLING_UNIT", "1m")
	exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--user-id", "ana", "--role", "Nurse", "--given-name", "Ana", "--password-stdin")
	if exit != 0 {
		t.Fatalf("user add: %d %s", exit, stderr)
	}
	url, stop := start(t, "serve", "--listen", "127.0.0.1:0")
	token := signIn(t, url, "ana", "correct horse battery")
	if _, me := call(t, http.MethodGet, url+"/api/v1/me", token, ""); me["name"] != "Ana" {
		t.Errorf("I am %v", me)
	}
	if _, house := call(t, http.MethodGet, url+"/api/v1/hospital", "", ""); house["billing_unit_seconds"] != 60.0 || house["timezone"] != "Asia/Manila" {
		t.Errorf("the hospital is %v", house)
	}
	if exit, text := stop(); exit != 0 || !strings.Contains(text, "answers on http://") {
		t.Errorf("stopped with %d: %s", exit, text)
	}
}

// With its own authority the program says where stations go, how they come to
// trust it, and what they compare.
func TestServeOverTLS(t *testing.T) {
	t.Setenv("TALAAN_TLS", "auto")
	t.Setenv("TALAAN_TLS_NAME", "talaan.lan,192.168.77.7")
	url, stop := start(t, "serve", "--data", t.TempDir(), "--listen", ":0")
	if !strings.HasPrefix(url, "https://localhost:") {
		t.Errorf("the address is %s", url)
	}
	exit, text := stop()
	for _, want := range []string{"https://talaan.lan:", "https://192.168.77.7:", url + "/trust\n", "SHA-256 "} {
		if exit != 0 || !strings.Contains(text, want) {
			t.Errorf("exit %d, without %q: %s", exit, want, text)
		}
	}
}

// The demo starts on an empty folder and again on its own, with everything in
// it, and leaves the folder of a real hospital alone.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		url, stop := start(t, "demo", "--data", dir, "--listen", "127.0.0.1:0")
		for _, s := range demo.SignIns() {
			token := signIn(t, url, s.UserID, s.Password)
			if s.Role != "Receptionist" {
				continue
			}
			seen := map[any]bool{}
			status, list := call(t, http.MethodGet, url+"/api/v1/encounters?limit=200", token, "")
			items, ok := list["items"].([]any)
			if !ok || status != http.StatusOK || len(items) < 40 {
				t.Fatalf("the demo has %d cases: %d", len(items), status)
			}
			for _, i := range items {
				if c, ok := i.(map[string]any); ok {
					seen[c["status"]] = true
				}
			}
			if len(seen) != 6 {
				t.Errorf("the demo shows the stages %v", seen)
			}
		}
		exit, text := stop()
		if exit != 0 || len(demo.SignIns()) != 6 {
			t.Errorf("the demo ended with %d", exit)
		}
		for _, s := range demo.SignIns() {
			if !strings.Contains(text, s.UserID) || !strings.Contains(text, s.Password) {
				t.Errorf("the sign-in of the %s is not printed: %s", s.Role, text)
			}
		}
	}
	house := t.TempDir()
	if exit, _, stderr := talaan(t, "correct horse battery\n", "user", "add", "--data", house, "--user-id", "ana", "--role", "Admin", "--password-stdin"); exit != 0 {
		t.Fatal(stderr)
	}
	exit, _, stderr := talaan(t, "", "demo", "--data", house, "--listen", "127.0.0.1:0")
	if exit == 0 || !strings.Contains(stderr, "empty folder") {
		t.Errorf("the demo of a real hospital's folder: %d %s", exit, stderr)
	}
}

// Who forgot the password, or lost the second factor, is helped on the server.
func TestUserAccess(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TALAAN_DATA", dir)
	run := func(stdin string, want int, says string, args ...string) string {
		t.Helper()
		exit, stdout, stderr := talaan(t, stdin, append([]string{"user"}, args...)...)
		if exit != want || !strings.Contains(stdout+stderr, says) {
			t.Fatalf("talaan user %s: exit %d, not %d, without %q: %s%s", strings.Join(args, " "), exit, want, says, stdout, stderr)
		}
		if strings.Contains(stdout+stderr, "battery") {
			t.Errorf("talaan user %s prints the password", strings.Join(args, " "))
		}
		return stdout
	}
	run("correct horse battery\n", 0, "was made", "add", "--user-id", "chief", "--role", "Admin", "--password-stdin")
	run("", 1, "no user nobody", "reset-code", "--user-id", "nobody")
	run("", 2, "--user-id", "reset-code")
	run("short\n", 1, "10 characters", "password", "--user-id", "chief", "--password-stdin")
	run("password123\n", 1, "commonest", "password", "--user-id", "chief", "--password-stdin")
	run("chief-1234567\n", 1, "your user ID", "password", "--user-id", "chief", "--password-stdin")
	run("another horse battery\n", 0, "has a new password", "password", "--user-id", "CHIEF", "--password-stdin")
	run("", 1, "no second factor", "remove-second-factor", "--user-id", "chief")
	code := regexp.MustCompile(`[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}`).FindString(run("", 0, "until", "reset-code", "--user-id", "chief"))

	url, stop := start(t, "serve", "--listen", "127.0.0.1:0")
	signIn(t, url, "chief", "another horse battery")
	res, err := http.Post(url+"/api/v1/password-resets", "application/json", strings.NewReader(`{"user_id":"chief","code":"`+code+`","new_password":"a third horse and battery"}`))
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Errorf("the printed code is answered %d", res.StatusCode)
	}
	signIn(t, url, "chief", "a third horse and battery")
	if exit, text := stop(); exit != 0 {
		t.Errorf("stopped with %d: %s", exit, text)
	}
}
