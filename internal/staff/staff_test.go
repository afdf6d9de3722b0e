package staff

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/keyring"
)

// cheap keeps tests quick; what it hashes is as well formed as the real thing.
var cheap = Cost{MemoryKiB: 8, Passes: 1, Threads: 1}

func TestMain(m *testing.M) {
	SetCost(cheap)
	m.Run()
}

func TestUserFieldsCheck(t *testing.T) {
	t.Parallel()
	good := func() UserFields {
		return UserFields{UserID: " Ana.Reyes ", Email: "ana@hospital.ph", Roles: []authz.Role{authz.Teller, authz.Doctor, authz.Teller}}
	}
	f := good()
	if err := f.check(time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if f.UserID != "ana.reyes" || !slices.Equal(f.Roles, []authz.Role{authz.Doctor, authz.Teller}) || f.Permissions == nil {
		t.Errorf("checked fields are %+v", f)
	}
	for field, spoil := range map[string]func(*UserFields){
		"body.user_id":     func(f *UserFields) { f.UserID = "an" },
		"body.email":       func(f *UserFields) { f.Email = "ana at hospital" },
		"body.roles":       func(f *UserFields) { f.Roles = nil },
		"body.permissions": func(f *UserFields) { f.Permissions = []authz.Permission{authz.SignedIn} },
	} {
		f := good()
		spoil(&f)
		mustName(t, f.check(time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)), field)
	}
	for _, id := range []string{"ana reyes", "ana@home", "niña", strings.Repeat("a", 61)} {
		f := good()
		f.UserID = id
		mustName(t, f.check(time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)), "body.user_id")
	}
	f = good()
	f.Roles = []authz.Role{"Boss", authz.Admin}
	mustName(t, f.check(time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)), "body.roles")
}

func mustName(t *testing.T, err error, location string) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Kind != errs.Invalid || len(e.Fields) != 1 || e.Fields[0].Location != location {
		t.Errorf("got %v, want a refusal of %s alone", err, location)
	}
}

func TestDisplayName(t *testing.T) {
	t.Parallel()
	for _, c := range [][4]string{
		{"Ana", "Reyes", "ana", "Ana Reyes"},
		{"Ana", "", "ana", "Ana"},
		{"", "Reyes", "ana", "Reyes"},
		{"", "", "ana", "ana"},
	} {
		if got := displayName(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("displayName(%q, %q, %q) = %q", c[0], c[1], c[2], got)
		}
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	hash, err := HashPassword(ctx, "Niña’s password")
	if err != nil {
		t.Fatal(err)
	}
	again, err := HashPassword(ctx, "Niña’s password")
	if err != nil || again == hash {
		t.Errorf("two hashes of one password are alike, or %v", err)
	}
	for password, want := range map[string]bool{
		"Niña’s password":       true,
		"Nin\u0303a’s password": true, // the same letter, typed as two
		"niña’s password":       false,
		"":                      false,
	} {
		if got, err := verifyPassword(ctx, password, hash); err != nil || got != want {
			t.Errorf("verify %q = %v, %v; want %v", password, got, err, want)
		}
	}
	if got, err := verifyPassword(ctx, "", dummyHash()); err != nil || got {
		t.Errorf("the dummy hash fits: %v, %v", got, err)
	}
	for _, bad := range []string{"", strings.Repeat("ñ", 9), strings.Repeat("ñ", 129)} {
		_, err := HashPassword(ctx, bad)
		mustName(t, err, "body.password")
	}
	for _, broken := range []string{"", "secret", "$argon2i$v=19$m=8,t=1,p=1$AA$AA", "$argon2id$v=19$m=x$AA$AA", "$argon2id$v=19$m=8,t=1,p=1$AA$AA"} {
		if got, err := verifyPassword(ctx, "secret", broken); err == nil || got {
			t.Errorf("verify against %q = %v, %v; want an error", broken, got, err)
		}
	}
}

func TestRealCostIsStrongEnough(t *testing.T) {
	t.Parallel()
	if owasp := (Cost{MemoryKiB: 19456, Passes: 2, Threads: 1}); properCost != owasp {
		t.Errorf("passwords cost %+v", properCost)
	}
}

// try begins and ends an attempt.
func try(t *testing.T, th *throttle, a attempt, now time.Time, became outcome) error {
	t.Helper()
	err := th.begin(t.Context(), a, now)
	if err == nil {
		th.end(a, became)
	}
	return err
}

// fail makes n attempts fail.
func fail(t *testing.T, th *throttle, n int, now time.Time, a func(i int) attempt) {
	t.Helper()
	for i := range n {
		if err := try(t, th, a(i), now, failed); err != nil {
			t.Fatalf("%+v, number %d: %v", a(i), i, err)
		}
	}
}

var morning = time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)

// Wrong passwords at one place keep the user from that place for a while, and
// nobody else from anything.
func TestThrottlePerPlace(t *testing.T) {
	t.Parallel()
	th := newThrottle()
	ana := attempt{userID: "ana", address: "10.0.0.1"}
	fail(t, th, failuresPerPlace, morning, func(int) attempt { return ana })
	mustWait(t, try(t, th, ana, morning.Add(time.Minute), succeeded), failureWindow-time.Minute)
	for _, free := range []attempt{
		{userID: "ben", address: "10.0.0.1"},
		{userID: "ana", address: "10.0.0.2"},
		{userID: "ana", address: "10.0.0.1", place: "browser of hers"},
		{userID: "ana", address: "10.0.0.1", place: "session 7"},
	} {
		if err := try(t, th, free, morning, succeeded); err != nil {
			t.Errorf("%+v waits too: %v", free, err)
		}
	}
	mustWait(t, try(t, th, ana, morning.Add(-time.Hour), succeeded), failureWindow)
	if err := try(t, th, ana, morning.Add(failureWindow), succeeded); err != nil {
		t.Errorf("still waits after the window: %v", err)
	}
	if n, _ := th.counts[perPlace].Peek(ana.keys()[perPlace]); n.failed != 0 || n.running != 0 {
		t.Errorf("after success ana still has %+v", n)
	}
	// Her own browser has its own count.
	hers := attempt{userID: "ana", address: "10.0.0.1", place: "browser of hers"}
	fail(t, th, failuresPerPlace, morning, func(int) attempt { return hers })
	mustWait(t, try(t, th, hers, morning, succeeded), failureWindow)
}

// From many addresses a user is guessed no faster, and still not kept out of
// the browsers that know them.
func TestThrottlePerUser(t *testing.T) {
	t.Parallel()
	th := newThrottle()
	fail(t, th, failuresPerUser, morning, func(i int) attempt { return attempt{userID: "ana", address: fmt.Sprint("10.0.1.", i)} })
	mustWait(t, try(t, th, attempt{userID: "ana", address: "10.0.0.9"}, morning, succeeded), failureWindow)
	for _, free := range []attempt{{userID: "ben", address: "10.0.1.1"}, {userID: "ana", address: "10.0.0.9", place: "browser of hers"}} {
		if err := try(t, th, free, morning, succeeded); err != nil {
			t.Errorf("%+v waits too: %v", free, err)
		}
	}
}

func TestThrottlePerAddress(t *testing.T) {
	t.Parallel()
	th := newThrottle()
	for i := range failuresPerAddress {
		// Those who succeed leave no trace on their address.
		if err := try(t, th, attempt{userID: "good", address: "2001:db8::1"}, morning, succeeded); err != nil {
			t.Fatal(i, err)
		}
		if err := try(t, th, attempt{userID: fmt.Sprint("bad", i), address: fmt.Sprintf("2001:db8::%x", i)}, morning, failed); err != nil {
			t.Fatal(i, err)
		}
	}
	mustWait(t, try(t, th, attempt{userID: "anyone", address: "2001:db8::ffff"}, morning, succeeded), failureWindow)
	for _, free := range []attempt{{userID: "anyone", address: "2001:db8:0:1::1"}, {userID: "anyone", address: "2001:db8::ffff", place: "browser"}} {
		if err := try(t, th, free, morning, succeeded); err != nil {
			t.Errorf("%+v waits too: %v", free, err)
		}
	}
	if got := networkOf("::ffff:10.0.0.1"); got != "::ffff:10.0.0.1" {
		t.Errorf("an IPv4 address is %s", got)
	}
}

// However many are tried, no more than so many are remembered.
func TestThrottleForgets(t *testing.T) {
	t.Parallel()
	th := newThrottle()
	for i := range 3 * remembered {
		_ = try(t, th, attempt{userID: fmt.Sprint(i), address: fmt.Sprint("10.", i%200, ".", i/200%200, ".", i/40000)}, morning, failed)
	}
	for i, c := range th.counts {
		if c.Len() > remembered {
			t.Errorf("%d entries of kind %d are remembered", c.Len(), i)
		}
	}
}

// While as many attempts run as may still fail, the next one waits; whoever
// gives up waiting leaves nothing behind. A right password whose code is still
// to come counts as neither.
func TestThrottleTakesTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := newThrottle()
		now := time.Now()
		ana := attempt{userID: "ana", address: "10.0.0.1"}
		for range failuresPerPlace {
			if err := th.begin(t.Context(), ana, now); err != nil {
				t.Fatal(err)
			}
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if err := th.begin(gone, ana, now); !errors.Is(err, context.Canceled) {
			t.Errorf("who left is answered %v", err)
		}
		began := make(chan error, 1)
		for _, became := range []outcome{succeeded, undecided} {
			go func() { began <- th.begin(t.Context(), ana, now) }()
			synctest.Wait()
			if len(began) != 0 {
				t.Error("one too many ran at once")
			}
			th.end(ana, became)
			if err := <-began; err != nil {
				t.Errorf("after the end of another: %v", err)
			}
		}
		go func() { began <- th.begin(t.Context(), ana, now) }()
		synctest.Wait()
		for range failuresPerPlace {
			th.end(ana, failed)
		}
		mustWait(t, <-began, failureWindow)
	})
}

func TestDevice(t *testing.T) {
	t.Parallel()
	keys, err := keyring.New(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	var d device
	for i := range deviceUsers + 4 {
		if d, err = d.with(keys, rand.Reader, fmt.Sprint("user", i)); err != nil {
			t.Fatal(err)
		}
	}
	if again, err := d.with(keys, rand.Reader, "user10"); err != nil || len(again.proofs) != deviceUsers || again.name != d.name {
		t.Errorf("who signs in again makes %+v of it, %v", again, err)
	}
	value, _, _ := strings.Cut(strings.TrimPrefix(d.cookie(true), deviceCookie+"="), ";")
	read := readDevice(value)
	for id, want := range map[string]bool{"user0": false, "user3": false, "user4": true, "user19": true, "user20": false, "": false} {
		if read.knows(keys, id) != want {
			t.Errorf("the browser knows %q: %v", id, !want)
		}
	}
	other, err := keyring.New(bytes.Repeat([]byte{1}, 32))
	if err != nil || read.knows(other, "user19") {
		t.Errorf("a cookie of another program is believed, %v", err)
	}
	for _, bad := range []string{"", ".", "x", "x.y", value + strings.Repeat(".x", 20), strings.Repeat("x", 100000)} {
		if readDevice(bad).knows(keys, "user19") {
			t.Errorf("the cookie %.20q is believed", bad)
		}
	}
	for _, part := range []string{"HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1"} {
		if !strings.Contains(d.cookie(true), part) {
			t.Errorf("%q lacks %s", d.cookie(true), part)
		}
	}
	if len(d.cookie(true)) > 600 || strings.Contains(d.cookie(false), "Secure") {
		t.Errorf("the cookie is %s", d.cookie(false))
	}
}

func mustWait(t *testing.T, err error, want time.Duration) {
	t.Helper()
	var e *errs.Error
	if !errors.As(err, &e) || e.Kind != errs.TooMany || e.RetryAfter != int(want/time.Second) {
		t.Errorf("got %+v, want to wait %v", err, want)
	}
}

func TestOnServer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address, host string
		forwarded     bool
		want          bool
	}{
		{"127.0.0.1", "localhost:8080", false, true},
		{"127.0.0.1", "LOCALHOST", false, true},
		{"::1", "[::1]:8080", false, true},
		{"::1", "[::1]", false, true},
		{"::ffff:127.0.0.1", "127.0.0.1:8080", false, true},
		{"127.0.0.1", "localhost:8080", true, false},
		{"127.0.0.1", "talaan.hospital.lan", false, false},
		{"127.0.0.1", "localhost.evil.example", false, false},
		{"127.0.0.1", "192.168.1.5:8080", false, false},
		{"127.0.0.1", "", false, false},
		{"192.168.1.5", "localhost:8080", false, false},
		{"192.168.1.5", "127.0.0.1", false, false},
		{"", "localhost", false, false},
	} {
		p := peer{host: c.host, forwarded: c.forwarded}
		if got := p.onServer(c.address); got != c.want {
			t.Errorf("from %q to host %q (forwarded %v): %v", c.address, c.host, c.forwarded, got)
		}
	}
}

func TestCookie(t *testing.T) {
	t.Parallel()
	plain, secure := (&peer{}).cookie("secret"), (&peer{overTLS: true}).cookie("secret")
	for _, part := range []string{"talaan_session=secret", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(plain, part) {
			t.Errorf("%q lacks %s", plain, part)
		}
	}
	if strings.Contains(plain, "Secure") || strings.Contains(plain, "__Host-") {
		t.Errorf("what no browser takes without TLS: %q", plain)
	}
	for _, part := range []string{"__Host-talaan_session=secret", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"} {
		if !strings.Contains(secure, part) || strings.Contains(secure, "Domain") {
			t.Errorf("%q lacks %s, or has a domain", secure, part)
		}
	}
	if gone := (&peer{}).cookie(""); !strings.Contains(gone, "Max-Age=0") {
		t.Errorf("%q does not make the browser forget", gone)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	rules := signInRules(Options{})
	f := rules.First()
	created := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]time.Duration{0: 2 * time.Hour, 5 * time.Hour: 7 * time.Hour, 15 * time.Hour: 16 * time.Hour} {
		if got := f.expiry(created, created.Add(after)).Sub(created); got != want {
			t.Errorf("used after %v, it ends after %v; want %v", after, got, want)
		}
	}
}

func TestFound(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{"": true, "jose": true, "REY jo": true, "pena": true, "eyes": false, "jose x": false} {
		if got := found(query, "José Peña Reyes", "jreyes"); got != want {
			t.Errorf("found(%q) = %v", query, got)
		}
	}
}

// The test vectors of RFC 6238 for SHA-1, cut to the six digits of the codes.
func TestTOTP(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := totpCode(secret, stepAt(time.Unix(at, 0))); got != want {
			t.Errorf("at %d it shows %s, not %s", at, got, want)
		}
		if got, err := CodeOf("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", time.Unix(at, 0)); err != nil || got != want {
			t.Errorf("at %d the secret shows %s, %v", at, got, err)
		}
	}
	now := time.Unix(1_800_000_015, 0)
	for off, want := range map[time.Duration]bool{-45 * time.Second: false, -30 * time.Second: true, 0: true, 30 * time.Second: true, time.Minute: false} {
		code := totpCode(secret, stepAt(now.Add(off)))
		step, ok := totpStepOf(secret, code, now, 0)
		if off == -45*time.Second {
			step, ok = totpStepOf(secret, totpCode(secret, stepAt(now)-2), now, 0)
		}
		if ok != want {
			t.Errorf("a clock that is off by %v: %v", off, ok)
		}
		if _, again := totpStepOf(secret, code, now, step); ok && again {
			t.Errorf("the code of step %d is taken twice", step)
		}
	}
	if _, err := CodeOf("not base32", now); err == nil {
		t.Error("a broken secret shows a code")
	}
	if got := totpURI(secret, "San Roque & Co", "ana"); got != "otpauth://totp/San%20Roque%20%26%20Co:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=San%20Roque%20%26%20Co" {
		t.Errorf("the authenticator reads %s", got)
	}
}

func TestOutdated(t *testing.T) {
	t.Parallel()
	now := passwordCost()
	stronger, weaker := now, now
	stronger.MemoryKiB, stronger.Passes = 2*now.MemoryKiB, now.Passes+1
	weaker.Passes--
	for hash, want := range map[string]bool{
		phc(now, make([]byte, saltBytes), make([]byte, keyBytes)):      false,
		phc(stronger, make([]byte, saltBytes), make([]byte, keyBytes)): false,
		phc(weaker, make([]byte, saltBytes), make([]byte, keyBytes)):   true,
		"pbkdf2_sha256$1000$c2FsdA$AA==":                               true,
	} {
		if outdated(hash) != want {
			t.Errorf("%s is outdated: %v", hash, !want)
		}
	}
}

// As long as hashes of two kinds are stored, every sign-in takes the time of both.
func TestEveryoneTakesBothKinds(t *testing.T) {
	t.Parallel()
	const old = "pbkdf2_sha256$1000$c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	if otherKind(dummyHash(), "") != "" {
		t.Error("without old hashes the time is spent for nothing")
	}
	if otherKind(dummyHash(), old) != old || !strings.HasPrefix(otherKind(old, old), "$argon2id$") {
		t.Error("whose hash is old can be told by the time")
	}
	for _, broken := range []string{"pbkdf2_sha256$", "pbkdf2_sha256$0$a$AA==", "pbkdf2_sha256$99999999$a$AA==", "pbkdf2_sha256$x$a$AA==", "pbkdf2_sha256$1$a$AA==", "pbkdf2_sha256$1$a$!"} {
		if ok, err := verifyPassword(t.Context(), "secret", broken); ok || err == nil {
			t.Errorf("%s: %v, %v", broken, ok, err)
		}
	}
}

func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	if n := len(commonPasswords()); n < 3000 {
		t.Errorf("the list has %d lines", n)
	}
	for password, want := range map[string]bool{
		"1234567890": true, "QwertyUiop": true, "password123": true, "Password!!!!": true, "philippines2026": true, "dragondragon": true, "xyxyxyxyxyxy": true, "ñññññññññññ": true,
		"correct horse battery": false, "a sentence of my own": false, "talaan-demo": false, "dragon and tiger": false,
	} {
		if isCommon(password) != want {
			t.Errorf("%q is common: %v", password, !want)
		}
	}
}
