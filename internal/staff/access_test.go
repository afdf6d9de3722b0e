package staff_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

// signIn returns a new session of a user, whatever the answer.
func signIn(h *talaantest.Hospital, userID, password, code string) (*talaantest.Client, *talaantest.Answer) {
	b := body{"user_id": userID, "password": password}
	if code != "" {
		b["code"] = code
	}
	c := h.Anonymous()
	a := c.Post("/sessions", b)
	if a.Status == http.StatusCreated {
		c.Token = a.String("token")
	}
	return c, a
}

// userPath is /users/{id} with what follows.
func userPath(h *talaantest.Hospital, userID, more string) string {
	return fmt.Sprintf("/users/%d%s", h.User(userID).ID, more)
}

// typed ends the test unless the answer is a refusal of this status and type.
func typed(t *testing.T, a *talaantest.Answer, status int, kind string) {
	t.Helper()
	if a.Refused(status, ""); a.String("type") != "urn:talaan:"+kind {
		t.Fatalf("the refusal is of type %s: %s", a.String("type"), a.Text)
	}
}

// nowhere ends the test when one of the secrets stands in the log, the audit
// trail or any table.
func nowhere(t *testing.T, h *talaantest.Hospital, secrets ...string) {
	t.Helper()
	var kept strings.Builder
	kept.WriteString(h.Log.String())
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
		for _, column := range []string{"audit_entries.changes", "audit_entries.action", "idempotency_keys.answer", "reset_codes.code_hash", "recovery_codes.code_hash", "second_factors.secret", "users.password_hash", "users.pin_hash"} {
			table, name, _ := strings.Cut(column, ".")
			rows, err := sqldb.All[string](t.Context(), tx, `SELECT `+name+` FROM `+table)
			if err != nil {
				return err
			}
			kept.WriteString(strings.Join(rows, "\n"))
		}
		return nil
	}))
	for _, s := range secrets {
		if strings.Contains(kept.String(), s) {
			t.Errorf("%q is written somewhere", s)
		}
	}
}

func TestOwnPassword(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		h.Client("admin").Patch("/hospital", body{"name": "San Roque Medical"}).Expect(http.StatusOK)
		nurse := h.Client("nurse")
		elsewhere, _ := signIn(h, "nurse", talaantest.Password, "")
		const fresh = "an altogether new one"
		change := func(current, next string) *talaantest.Answer {
			return nurse.Post("/me/password", body{"current_password": current, "new_password": next})
		}
		change("not the present one", fresh).Refused(http.StatusUnprocessableEntity, "body.current_password")
		for _, bad := range []string{"short", strings.Repeat("x y", 50), "Password123", "qwertyuiop", "welcome2024!", "dragondragon", "aaaaaaaaaaaa", "abcabcabcabc", "nurse12345", "Nurse-Nurse!", "san roque medical", "SanRoqueMedical1", talaantest.Password} {
			change(talaantest.Password, bad).Refused(http.StatusUnprocessableEntity, "body.new_password")
		}
		elsewhere.Get("/me").Expect(http.StatusOK)
		change(talaantest.Password, fresh).Expect(http.StatusNoContent)
		nurse.Get("/me").Expect(http.StatusOK)
		elsewhere.Get("/me").Refused(http.StatusUnauthorized, "")
		_, old := signIn(h, "nurse", talaantest.Password, "")
		old.Refused(http.StatusUnauthorized, "")
		_, in := signIn(h, "nurse", fresh, "")
		in.Expect(http.StatusCreated)
		nowhere(t, h, fresh, talaantest.Password)
		if trail := h.Client("admin").Get("/audit?entity=user"); !strings.Contains(trail.Text, "changed the password") {
			t.Errorf("the trail is %s", trail.Text)
		}
	})
}

// A password that an Admin gave with the wish for another one opens nothing but
// its change; without the wish it works straight away, as scripts need.
func TestPasswordToBeChanged(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		made := admin.Post("/users", body{"user_id": "script", "password": talaantest.Password, "roles": []string{"Nurse"}}).Expect(http.StatusCreated)
		script, in := signIn(h, "script", talaantest.Password, "")
		if in.Has("user.must_change_password") || made.At("must_change_password") != false {
			t.Errorf("a user made without a wish is asked for one: %s", in.Text)
		}
		script.Get("/patients").Expect(http.StatusOK)

		admin.Patch(fmt.Sprintf("/users/%d", made.Int("id")), body{"must_change_password": true}).Expect(http.StatusOK)
		typed(t, script.Get("/patients"), http.StatusForbidden, "password-change-needed")
		typed(t, script.Get("/events"), http.StatusForbidden, "password-change-needed")
		typed(t, script.Post("/me/second-factor", body{"password": talaantest.Password}), http.StatusForbidden, "password-change-needed")
		again, in := signIn(h, "script", talaantest.Password, "")
		if in.Expect(http.StatusCreated).At("user.must_change_password") != true || again.Get("/me").At("must_change_password") != true {
			t.Errorf("the page is not told: %s", in.Text)
		}
		again.Post("/me/password", body{"current_password": talaantest.Password, "new_password": talaantest.Password}).Refused(http.StatusUnprocessableEntity, "body.new_password")
		again.Post("/me/password", body{"current_password": talaantest.Password, "new_password": "a sentence of my own"}).Expect(http.StatusNoContent)
		again.Get("/patients").Expect(http.StatusOK)
		script.Get("/me").Refused(http.StatusUnauthorized, "")
	})
}

func TestResetCode(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse := h.Client("admin"), h.Client("nurse")
		nurse.Post("/me/pin", body{"password": talaantest.Password, "pin": "4827"}).Expect(http.StatusNoContent)
		code := func() string {
			return admin.WithKey("again and again").Post(userPath(h, "nurse", "/reset-code"), nil).Expect(http.StatusCreated).String("code")
		}
		redeem := func(userID, code, password string) *talaantest.Answer {
			return h.Anonymous().Post("/password-resets", body{"user_id": userID, "code": code, "new_password": password})
		}
		first := code()
		second := code()
		const fresh = "an altogether new one"
		said := map[string]bool{}
		for _, c := range [][2]string{{"nurse", first}, {"nurse", "AAAA-AAAA-AAAA"}, {"nobody", second}, {"doctor", second}, {"nurse", "-"}} {
			a := redeem(c[0], c[1], fresh).Refused(http.StatusUnprocessableEntity, "body.code")
			said[a.String("title")+a.String("detail")+fmt.Sprint(a.List("errors"))] = true
		}
		if len(said) != 1 {
			t.Errorf("refusals differ: %v", said)
		}
		redeem("nurse", second, "short").Refused(http.StatusUnprocessableEntity, "body.new_password")
		redeem("nurse", second, "nurse 1234567").Refused(http.StatusUnprocessableEntity, "body.new_password")
		nurse.Get("/me").Expect(http.StatusOK) // until the code is used all stays as it was
		_, in := signIn(h, "nurse", talaantest.Password, "")
		in.Expect(http.StatusCreated)
		nowhere(t, h, second, strings.ReplaceAll(second, "-", ""))

		redeem("NURSE", strings.ToLower(strings.ReplaceAll(second, "-", " ")), fresh).Expect(http.StatusNoContent)
		redeem("nurse", second, "a second new password").Refused(http.StatusUnprocessableEntity, "body.code")
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
		c, in := signIn(h, "nurse", fresh, "")
		if in.Expect(http.StatusCreated); c.Get("/me").Has("has_pin") {
			t.Error("whoever knew the PIN still unlocks")
		}

		late := code()
		h.Clock.Advance(24 * time.Hour)
		redeem("nurse", late, fresh).Refused(http.StatusUnprocessableEntity, "body.code")
		gone := code()
		admin.Patch(userPath(h, "nurse", ""), body{"active": false}).Expect(http.StatusOK)
		redeem("nurse", gone, fresh).Refused(http.StatusUnprocessableEntity, "body.code")
		admin.Post(userPath(h, "nurse", "/reset-code"), nil).Refused(http.StatusConflict, "")
		talaantest.Must(t, h.Tx("admin", staff.DeleteExpired))
		h.Client("doctor").Post(userPath(h, "nurse", "/reset-code"), nil).Refused(http.StatusForbidden, "")
	})
}

func TestResetIsThrottled(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	code := h.Client("admin").Post(userPath(h, "nurse", "/reset-code"), nil).Expect(http.StatusCreated).String("code")
	try := func(code string) int {
		return h.Anonymous().Post("/password-resets", body{"user_id": "nurse", "code": code, "new_password": "an altogether new one"}).Status
	}
	for range 10 {
		if got := try("AAAA-BBBB-CCCC"); got != http.StatusUnprocessableEntity {
			t.Fatalf("a wrong code is answered %d", got)
		}
	}
	if got := try(code); got != http.StatusTooManyRequests {
		t.Errorf("after ten wrong ones the next is answered %d", got)
	}
	h.Clock.Advance(15 * time.Minute)
	if got := try(code); got != http.StatusNoContent {
		t.Errorf("later the right one is answered %d", got)
	}
}

// enrol sets up a second factor and returns its secret and recovery codes.
func enrol(h *talaantest.Hospital, c *talaantest.Client) (secret string, codes []string) {
	secret = c.Post("/me/second-factor", body{"password": talaantest.Password}).Expect(http.StatusCreated).String("secret")
	made := c.Post("/me/second-factor/confirm", body{"code": h.CodeOf(secret)}).Expect(http.StatusOK)
	for i := range made.List("codes") {
		codes = append(codes, made.String(fmt.Sprintf("codes.%d", i)))
	}
	return secret, codes
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		elsewhere, _ := signIn(h, "nurse", talaantest.Password, "")
		nurse.Post("/me/second-factor", body{"password": "not mine at all"}).Refused(http.StatusUnprocessableEntity, "body.password")
		nurse.Post("/me/second-factor/confirm", body{"code": "123456"}).Refused(http.StatusUnprocessableEntity, "body.code")
		begun := nurse.WithKey("k").Post("/me/second-factor", body{"password": talaantest.Password}).Expect(http.StatusCreated)
		secret := begun.String("secret")
		if uri := begun.String("uri"); !strings.HasPrefix(uri, "otpauth://totp/Talaan:nurse?secret="+secret+"&issuer=Talaan") {
			t.Errorf("the QR code says %s", uri)
		}
		_, in := signIn(h, "nurse", talaantest.Password, "") // it does not count yet
		in.Expect(http.StatusCreated)
		nurse.Post("/me/second-factor/confirm", body{"code": "000000"}).Refused(http.StatusUnprocessableEntity, "body.code")
		confirmed := nurse.WithKey("l").Post("/me/second-factor/confirm", body{"code": h.CodeOf(secret)}).Expect(http.StatusOK)
		codes := confirmed.List("codes")
		if len(codes) != 10 {
			t.Fatalf("recovery codes: %s", confirmed.Text)
		}
		elsewhere.Get("/me").Refused(http.StatusUnauthorized, "") // it was opened without the code
		nurse.Post("/me/second-factor", body{"password": talaantest.Password}).Refused(http.StatusConflict, "")
		if nurse.Get("/me").At("second_factor") != true || nurse.Get("/me/second-factor").Int("recovery_codes_left") != 10 {
			t.Error("the page is not told of the second factor")
		}

		_, a := signIn(h, "nurse", talaantest.Password, "")
		typed(t, a, http.StatusUnauthorized, "code-needed")
		_, a = signIn(h, "nurse", "a wrong password", h.CodeOf(secret))
		if a.Refused(http.StatusUnauthorized, ""); a.Has("type") {
			t.Error("a wrong password is told from a right one by its answer")
		}
		used := h.CodeOf(secret)
		_, a = signIn(h, "nurse", talaantest.Password, used) // that confirmed it
		typed(t, a.Refused(http.StatusUnauthorized, "body.code"), http.StatusUnauthorized, "code-needed")
		h.Clock.Advance(30 * time.Second)
		next := h.CodeOf(secret)
		_, a = signIn(h, "nurse", talaantest.Password, next[:3]+" "+next[3:])
		a.Expect(http.StatusCreated)
		_, a = signIn(h, "nurse", talaantest.Password, next)
		typed(t, a, http.StatusUnauthorized, "code-needed")

		recovery := fmt.Sprint(codes[3])
		_, a = signIn(h, "nurse", talaantest.Password, strings.ToLower(recovery))
		a.Expect(http.StatusCreated)
		_, a = signIn(h, "nurse", talaantest.Password, recovery)
		typed(t, a, http.StatusUnauthorized, "code-needed")
		renewed := nurse.Post("/me/second-factor/recovery-codes", body{"password": talaantest.Password}).Expect(http.StatusOK)
		_, a = signIn(h, "nurse", talaantest.Password, fmt.Sprint(codes[4]))
		typed(t, a, http.StatusUnauthorized, "code-needed")
		_, a = signIn(h, "nurse", talaantest.Password, renewed.String("codes.0"))
		a.Expect(http.StatusCreated)
		nowhere(t, h, secret, recovery, renewed.String("codes.1"), strings.ReplaceAll(renewed.String("codes.1"), "-", ""))

		nurse.Post("/me/second-factor/remove", body{"password": "not mine at all"}).Refused(http.StatusUnprocessableEntity, "body.password")
		nurse.Post("/me/second-factor/remove", body{"password": talaantest.Password}).Expect(http.StatusNoContent)
		_, a = signIn(h, "nurse", talaantest.Password, "")
		a.Expect(http.StatusCreated)

		enrol(h, nurse)
		if got := h.Client("admin").Get(userPath(h, "nurse", "")); got.At("second_factor_at") == nil {
			t.Errorf("the Admin does not see it: %s", got.Text)
		}
		h.Client("doctor").Delete(userPath(h, "nurse", "/second-factor")).Refused(http.StatusForbidden, "")
		h.Client("admin").Delete(userPath(h, "nurse", "/second-factor")).Expect(http.StatusNoContent)
		h.Client("admin").Delete(userPath(h, "nurse", "/second-factor")).Refused(http.StatusConflict, "")
		_, a = signIn(h, "nurse", talaantest.Password, "")
		a.Expect(http.StatusCreated)
		trail := h.Client("admin").Get("/audit?entity=user&limit=200").Text
		for _, act := range []string{"set up a second factor", "used a recovery code", "renewed the recovery codes", "removed the second factor", "removed a lost second factor", "failed to sign in: wrong code"} {
			if !strings.Contains(trail, act) {
				t.Errorf("the trail does not say: %s", act)
			}
		}
	})
}

// Of many who show the same code at once, one comes in.
func TestOneCodeSignsInOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		secret, codes := enrol(h, h.Client("nurse"))
		h.Clock.Advance(time.Minute)
		for _, code := range []string{h.CodeOf(secret), codes[0]} {
			var tries []func() int
			for range 6 {
				tries = append(tries, func() int {
					_, a := signIn(h, "nurse", talaantest.Password, code)
					return a.Status
				})
			}
			in := 0
			for _, status := range atOnce(tries...) {
				if status == http.StatusCreated {
					in++
				}
			}
			if in != 1 {
				t.Errorf("the code %s signed in %d times", code, in)
			}
			h.Clock.Advance(15 * time.Minute)
		}
	})
}

func TestCodesAreThrottled(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	secret, _ := enrol(h, h.Client("nurse"))
	h.Clock.Advance(time.Minute)
	for range 30 { // to be asked for the code is no failure
		_, a := signIn(h, "nurse", talaantest.Password, "")
		a.Expect(http.StatusUnauthorized)
	}
	for range 10 {
		_, a := signIn(h, "nurse", talaantest.Password, "000000")
		a.Expect(http.StatusUnauthorized)
	}
	_, a := signIn(h, "nurse", talaantest.Password, h.CodeOf(secret))
	a.Refused(http.StatusTooManyRequests, "")
}

// A role that requires a second factor lets its users do nothing else before.
func TestSecondFactorByRole(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse, doctor := h.Client("admin"), h.Client("nurse"), h.Client("doctor")
		admin.Patch("/sign-in-settings", body{"second_factor_roles": []string{"Boss"}}).Refused(http.StatusUnprocessableEntity, "body.second_factor_roles")
		nurse.Patch("/sign-in-settings", body{"second_factor_roles": []string{}}).Refused(http.StatusForbidden, "")
		admin.Patch("/sign-in-settings", body{"second_factor_roles": []string{"Teller", "Nurse"}}).Expect(http.StatusOK)
		typed(t, nurse.Get("/patients"), http.StatusForbidden, "second-factor-needed")
		doctor.Get("/patients").Expect(http.StatusOK)
		fresh, in := signIn(h, "nurse", talaantest.Password, "")
		if in.Expect(http.StatusCreated).At("user.must_set_up_second_factor") != true || fresh.Get("/me/second-factor").At("required") != true {
			t.Errorf("the page is not told: %s", in.Text)
		}
		typed(t, fresh.Post("/me/pin", body{"password": talaantest.Password, "pin": "4827"}), http.StatusForbidden, "second-factor-needed")
		enrol(h, fresh)
		fresh.Get("/patients").Expect(http.StatusOK)
		fresh.Post("/me/second-factor/remove", body{"password": talaantest.Password}).Refused(http.StatusConflict, "")
		admin.Delete(userPath(h, "nurse", "/second-factor")).Expect(http.StatusNoContent)
		typed(t, fresh.Get("/patients"), http.StatusForbidden, "second-factor-needed")
		admin.Patch("/sign-in-settings", body{"second_factor_roles": []string{}}).Expect(http.StatusOK)
		fresh.Get("/patients").Expect(http.StatusOK)
	})
}

func TestLockIsReal(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		unlock := func(b body) *talaantest.Answer { return nurse.Post("/sessions/current/unlock", b) }
		lock := func() {
			t.Helper()
			nurse.Post("/sessions/current/lock", nil).Expect(http.StatusNoContent)
		}
		elsewhere, _ := signIn(h, "nurse", talaantest.Password, "")
		lock()
		lock() // once more does no harm
		for _, path := range []string{"/patients", "/sessions", "/me/profile", "/events", "/sign-in-settings", "/me/second-factor"} {
			typed(t, nurse.Get(path), http.StatusLocked, "locked")
		}
		typed(t, nurse.Post("/me/password", body{"current_password": talaantest.Password, "new_password": "an altogether new one"}), http.StatusLocked, "locked")
		typed(t, nurse.Post("/sessions/end-others", nil), http.StatusLocked, "locked")
		if me := nurse.Get("/me").Expect(http.StatusOK); me.At("locked") != true {
			t.Errorf("the page is not told: %s", me.Text)
		}
		elsewhere.Get("/patients").Expect(http.StatusOK)
		unlock(body{}).Refused(http.StatusUnprocessableEntity, "body.password")
		unlock(body{"pin": "4827", "password": talaantest.Password}).Refused(http.StatusUnprocessableEntity, "body.pin")
		typed(t, unlock(body{"pin": "4827"}).Refused(http.StatusUnprocessableEntity, "body.pin"), http.StatusUnprocessableEntity, "password-needed")
		unlock(body{"password": "not mine at all"}).Refused(http.StatusUnprocessableEntity, "body.password")
		unlock(body{"password": talaantest.Password}).Expect(http.StatusNoContent)
		nurse.Get("/patients").Expect(http.StatusOK)

		for _, bad := range []string{"12", "123456789", "abcd", "1111", "1234", "98765432", "12 34"} {
			nurse.Post("/me/pin", body{"password": talaantest.Password, "pin": bad}).Refused(http.StatusUnprocessableEntity, "body.pin")
		}
		nurse.Post("/me/pin", body{"password": "not mine at all", "pin": "4827"}).Refused(http.StatusUnprocessableEntity, "body.password")
		nurse.Post("/me/pin", body{"password": talaantest.Password, "pin": "4827"}).Expect(http.StatusNoContent)
		if nurse.Get("/me").At("has_pin") != true {
			t.Error("the page is not told of the PIN")
		}
		lock()
		for range 4 {
			unlock(body{"pin": "7284"}).Refused(http.StatusUnprocessableEntity, "body.pin")
		}
		unlock(body{"pin": "4827"}).Expect(http.StatusNoContent)
		lock()
		for range 4 {
			if a := unlock(body{"pin": "7284"}).Refused(http.StatusUnprocessableEntity, "body.pin"); a.Has("type") {
				t.Errorf("more tries are left, and it says %s", a.Text)
			}
		}
		for _, pin := range []string{"7284", "4827"} { // the fifth wrong one, and the right one after it
			typed(t, unlock(body{"pin": pin}).Refused(http.StatusUnprocessableEntity, "body.pin"), http.StatusUnprocessableEntity, "password-needed")
		}
		unlock(body{"password": talaantest.Password}).Expect(http.StatusNoContent)
		nurse.Delete("/me/pin").Expect(http.StatusNoContent)
		lock()
		unlock(body{"pin": "4827"}).Refused(http.StatusUnprocessableEntity, "body.pin")
		h.Client("admin").Delete(userPath(h, "nurse", "/sessions")).Expect(http.StatusNoContent)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
		nowhere(t, h, "7284\"")
	})
}

func TestManyPINsAtOnceGainNothing(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		nurse.Post("/me/pin", body{"password": talaantest.Password, "pin": "4827"}).Expect(http.StatusNoContent)
		nurse.Post("/sessions/current/lock", nil).Expect(http.StatusNoContent)
		var tries []func() int
		for i := range 20 {
			tries = append(tries, func() int {
				return nurse.Post("/sessions/current/unlock", body{"pin": fmt.Sprint(7000 + i)}).Status
			})
		}
		atOnce(tries...)
		trail := h.Client("admin").Get("/audit?entity=user&limit=200").Text
		if n := strings.Count(trail, "failed to unlock"); n != 5 {
			t.Errorf("%d of 20 PINs at once were tried, not 5", n)
		}
	})
}

// A locked session is not kept alive by being looked at, and ends when idle.
func TestLockedSessionEndsWhenIdle(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		nurse.Post("/sessions/current/lock", nil).Expect(http.StatusNoContent)
		h.Clock.Advance(time.Hour)
		nurse.Get("/me").Expect(http.StatusOK)
		h.Clock.Advance(time.Hour)
		nurse.Post("/sessions/current/unlock", body{"password": talaantest.Password}).Refused(http.StatusUnauthorized, "")
	}, realLimits)
}

func TestSignInSettings(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse := h.Client("admin"), h.Client("nurse")
		first := nurse.Get("/sign-in-settings").Expect(http.StatusOK)
		if first.Int("idle_minutes") != 120 || first.Int("absolute_minutes") != 960 || first.Int("lock_minutes") != 15 || first.Int("reset_code_hours") != 24 || len(first.List("second_factor_roles")) != 0 || first.Int("version") != 0 {
			t.Errorf("at first they are %s", first.Text)
		}
		for field, bad := range map[string]any{"idle_minutes": 4, "absolute_minutes": 60, "lock_minutes": -1, "reset_code_hours": 0} {
			admin.Patch("/sign-in-settings", body{field: bad}).Refused(http.StatusUnprocessableEntity, "body."+field)
		}
		admin.Patch("/sign-in-settings", body{"version": 7, "lock_minutes": 5}).Refused(http.StatusConflict, "body.version")
		h.Clock.Advance(20 * time.Minute)
		admin.Get("/me").Expect(http.StatusOK)
		admin.Patch("/sign-in-settings", body{"version": 0, "idle_minutes": 20, "absolute_minutes": 60}).Expect(http.StatusOK)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "") // its 20 minutes are over, though it began with more
		for range 3 {
			admin.Get("/me").Expect(http.StatusOK)
			h.Clock.Advance(13 * time.Minute)
		}
		admin.Get("/me").Expect(http.StatusOK)
		h.Clock.Advance(time.Minute)
		admin.Get("/me").Refused(http.StatusUnauthorized, "") // an hour after its sign-in
	}, realLimits)
}

// stream opens the stream of events and returns its lines.
func stream(t *testing.T, h *talaantest.Hospital, token string) *bufio.Scanner {
	t.Helper()
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+"/api/v1/events", nil)
	talaantest.Must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(t, err)
	t.Cleanup(func() {
		leave()
		_ = res.Body.Close()
	})
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() && lines.Text() != "event: hello" {
	}
	return lines
}

// A stream ends as soon as its session does, and not with the next heartbeat.
func TestStreamEndsAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		for what, end := range map[string]func(c *talaantest.Client){
			"signed out":         func(c *talaantest.Client) { c.Delete("/sessions/current").Expect(http.StatusNoContent) },
			"locked":             func(c *talaantest.Client) { c.Post("/sessions/current/lock", nil).Expect(http.StatusNoContent) },
			"ended by the Admin": func(*talaantest.Client) { admin.Delete(userPath(h, "nurse", "/sessions")).Expect(http.StatusNoContent) },
			"another password": func(*talaantest.Client) {
				admin.Patch(userPath(h, "nurse", ""), body{"password": talaantest.Password}).Expect(http.StatusOK)
			},
			"deactivated": func(*talaantest.Client) {
				admin.Patch(userPath(h, "nurse", ""), body{"active": false}).Expect(http.StatusOK)
				admin.Patch(userPath(h, "nurse", ""), body{"active": true}).Expect(http.StatusOK)
			},
		} {
			c, _ := signIn(h, "nurse", talaantest.Password, "")
			lines := stream(t, h, c.Token)
			began := time.Now()
			end(c)
			for lines.Scan() {
			}
			if took := time.Since(began); took > 12*time.Second {
				t.Errorf("%s: the stream ended after %v", what, took)
			}
		}
	})
}

// A changed role holds at once, and the open page hears of it and goes on.
func TestChangedRoleHoldsAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		lines := stream(t, h, nurse.Token)
		h.Client("receptionist")
		nurse.Get("/shifts").Refused(http.StatusForbidden, "")
		h.Client("admin").Patch(userPath(h, "nurse", ""), body{"roles": []string{"Teller"}}).Expect(http.StatusOK)
		nurse.Get("/shifts").Expect(http.StatusOK)
		want := fmt.Sprintf(`data: {"entity":"user","id":%d}`, h.User("nurse").ID)
		for lines.Scan() && lines.Text() != want {
		}
		if lines.Text() != want {
			t.Errorf("the open page was not told: %v", lines.Err())
		}
		if me := nurse.Get("/me"); !slices.Equal(me.List("roles"), []any{"Teller"}) || strings.Contains(me.Text, "vitals:write") {
			t.Errorf("now I am %s", me.Text)
		}
		h.Client("admin").Patch(userPath(h, "nurse", ""), body{"must_change_password": true}).Expect(http.StatusOK)
		for lines.Scan() { // which bars it, so the stream ends
		}
	})
}

// post asks the server without a connection, so that it is fast.
func post(h *talaantest.Hospital, from, cookie string, b body) *httptest.ResponseRecorder {
	text, err := json.Marshal(b)
	talaantest.Must(h.T, err)
	req := httptest.NewRequestWithContext(h.T.Context(), http.MethodPost, "/api/v1/sessions", strings.NewReader(string(text)))
	req.Header.Set("Content-Type", "application/json")
	req.RemoteAddr = from + ":1234"
	if cookie != "" {
		req.Header.Set("Cookie", cookie)
	}
	rec := httptest.NewRecorder()
	h.Handler().ServeHTTP(rec, req)
	return rec
}

// Ten thousand wrong passwords for one user leave other users undisturbed, and
// the user too in a browser that knows them.
func TestFloodOfSignIns(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	const station = "192.168.1.20"
	right := body{"user_id": "doctor", "password": talaantest.Password}
	in := post(h, station, "", right)
	cookie := ""
	for _, c := range in.Result().Cookies() {
		if c.Name == "talaan_device" {
			cookie = c.Name + "=" + c.Value
		}
	}
	if in.Code != http.StatusCreated || cookie == "" {
		t.Fatalf("signed in with %d, cookie %q", in.Code, cookie)
	}
	tried := 0
	for i := range 10_000 {
		if post(h, station, "", body{"user_id": "doctor", "password": fmt.Sprint("wrong password ", i)}).Code == http.StatusUnauthorized {
			tried++
		}
		if i%1000 == 0 {
			if got := post(h, station, "", body{"user_id": "nurse", "password": talaantest.Password}).Code; got != http.StatusCreated {
				t.Errorf("meanwhile another user at the same address is answered %d", got)
			}
		}
	}
	if tried != 10 {
		t.Errorf("%d of the wrong passwords were tried, not 10", tried)
	}
	for what, c := range map[string]struct {
		from, cookie string
		want         int
	}{
		"the user at the attacker's address": {station, "", http.StatusTooManyRequests},
		"the user's own browser there":       {station, cookie, http.StatusCreated},
		"the user elsewhere":                 {"192.168.1.21", "", http.StatusCreated},
	} {
		if got := post(h, c.from, c.cookie, right).Code; got != c.want {
			t.Errorf("%s is answered %d, not %d", what, got, c.want)
		}
	}
	if got := post(h, station, cookie, body{"user_id": "doctor", "password": "wrong password"}).Code; got != http.StatusUnauthorized {
		t.Errorf("a wrong password in the user's own browser is answered %d", got)
	}
	if got := post(h, station, strings.Replace(cookie, "=", "=A", 1)[:len(cookie)], right).Code; got != http.StatusTooManyRequests {
		t.Errorf("a changed cookie is answered %d", got)
	}
	n := int64(0)
	talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One[int64](t.Context(), tx, `SELECT COUNT(*) FROM audit_entries WHERE action = ?`, "failed to sign in")
		return err
	}))
	if n > 20 {
		t.Errorf("the flood left %d entries in the trail", n)
	}
}

// A hash of the old system is good once and is then replaced.
func TestOldSystemsPassword(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		// PBKDF2-HMAC-SHA256 of "Mabuhay po, 2024" with 1000 rounds.
		const old = "pbkdf2_sha256$1000$c2FsdHlzYWx0$mVzvN+f4SfgRDEkBVhIl77pVV7xmguLE9U9PtEhlGXU="
		set := func(hash string) {
			talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE users SET password_hash = ? WHERE id = ?`, hash, h.User("nurse").ID)
				return err
			}))
		}
		stored := func() (hash string) {
			talaantest.Must(t, h.DB.View(t.Context(), func(tx *sqldb.Tx) (err error) {
				hash, err = sqldb.One[string](t.Context(), tx, `SELECT password_hash FROM users WHERE id = ?`, h.User("nurse").ID)
				return err
			}))
			return hash
		}
		set(old)
		_, a := signIn(h, "nurse", "mabuhay po, 2024", "")
		a.Refused(http.StatusUnauthorized, "")
		_, a = signIn(h, "nobody", "Mabuhay po, 2024", "")
		a.Refused(http.StatusUnauthorized, "")
		_, a = signIn(h, "doctor", talaantest.Password, "")
		a.Expect(http.StatusCreated)
		if stored() != old {
			t.Error("a wrong password replaced the hash")
		}
		var tries []func() int
		for range 4 {
			tries = append(tries, func() int {
				_, a := signIn(h, "nurse", "Mabuhay po, 2024", "")
				return a.Status
			})
		}
		for _, status := range atOnce(tries...) {
			if status != http.StatusCreated {
				t.Errorf("the right password was answered %d", status)
			}
		}
		if got := stored(); !strings.HasPrefix(got, "$argon2id$") {
			t.Errorf("the stored hash is %s", got)
		}
		_, a = signIn(h, "nurse", "Mabuhay po, 2024", "")
		a.Expect(http.StatusCreated)
	})
}
