package staff_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

type body = map[string]any

// realLimits makes sessions end as they do outside tests.
func realLimits(c *app.Config) { c.Sessions = staff.Options{} }

func TestUsersAreKept(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		made := admin.Post("/users", body{
			"user_id": "Dr.Cruz", "password": "a password for cruz", "roles": []string{"Doctor"}, "given_name": "José", "family_name": "Cruz",
			"department_id": h.Department("Surgery"), "permissions": []string{"room:write"},
		}).Expect(http.StatusCreated)
		if made.String("user_id") != "dr.cruz" || made.String("name") != "José Cruz" || made.At("active") != true || made.Has("password") {
			t.Errorf("the new user is %s", made.Text)
		}
		path := fmt.Sprintf("/users/%d", made.Int("id"))
		if got := admin.Get(path).Expect(http.StatusOK); got.Text != made.Text {
			t.Errorf("read back as %s, not %s", got.Text, made.Text)
		}
		changed := admin.Patch(path, body{"version": 1, "department_id": nil, "roles": []string{"Nurse", "Doctor"}, "permissions": []string{}}).Expect(http.StatusOK)
		if changed.Int("version") != 2 || changed.At("department_id") != nil || len(changed.List("roles")) != 2 || len(changed.List("permissions")) != 0 {
			t.Errorf("changed to %s", changed.Text)
		}
		if got := admin.Patch(path, body{"version": 1, "phone": "1"}).Refused(http.StatusConflict, "body.version"); got.Int("current.version") != 2 {
			t.Errorf("a stale edit is answered %s", got.Text)
		}
		trail := admin.Get(fmt.Sprintf("/audit?entity=user&id=%d", made.Int("id"))).Expect(http.StatusOK)
		if !strings.Contains(trail.Text, fmt.Sprintf(`"field":"department_id","before":%d,"after":null`, h.Department("Surgery"))) {
			t.Errorf("the trail does not say which department the user left: %s", trail.Text)
		}
		for _, text := range []string{trail.Text, h.Log.String()} {
			if strings.Contains(text, "password for cruz") || strings.Contains(text, "argon2id") {
				t.Error("the password shows in the audit trail or the log")
			}
		}
		admin.Delete(path).Expect(http.StatusNoContent)
		admin.Get(path).Refused(http.StatusNotFound, "")
		admin.Delete(path).Refused(http.StatusNotFound, "")
	})
}

func TestUserRefusals(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		good := body{"user_id": "newcomer", "password": "long enough", "roles": []string{"Nurse"}}
		for _, c := range []struct {
			field  string
			value  any
			status int
		}{
			{"user_id", "nurse", http.StatusConflict},
			{"user_id", "NURSE", http.StatusConflict},
			{"user_id", "no spaces", http.StatusUnprocessableEntity},
			{"password", "too short", http.StatusUnprocessableEntity},
			{"password", strings.Repeat("x", 129), http.StatusUnprocessableEntity},
			{"roles", []string{"Boss"}, http.StatusUnprocessableEntity},
			{"roles", []string{}, http.StatusUnprocessableEntity},
			{"department_id", 999, http.StatusUnprocessableEntity},
			{"permissions", []string{"fly"}, http.StatusUnprocessableEntity},
			{"family_name", strings.Repeat("x", 81), http.StatusUnprocessableEntity},
			{"is_god", true, http.StatusUnprocessableEntity},
		} {
			b := maps.Clone(good)
			b[c.field] = c.value
			admin.Post("/users", b).Refused(c.status, "body."+c.field)
		}
		nurse := fmt.Sprintf("/users/%d", h.User("nurse").ID)
		admin.Patch(nurse, body{"user_id": "doctor"}).Refused(http.StatusConflict, "body.user_id")
		admin.Patch(nurse, body{"password": "short"}).Refused(http.StatusUnprocessableEntity, "body.password")
		admin.Patch(nurse, body{"department_id": 999}).Refused(http.StatusUnprocessableEntity, "body.department_id")
		if got := admin.Get(nurse).Int("version"); got != 1 {
			t.Errorf("refused changes raised the version to %d", got)
		}
		h.Client("doctor").Get("/users").Refused(http.StatusForbidden, "")
		h.Client("doctor").Post("/users", good).Refused(http.StatusForbidden, "")
	})
}

func TestUserWithRecordsIsKept(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		h.Client("receptionist").Post("/check-ins", body{"patient": body{"family_name": "Reyes", "given_name": "Ana"}, "encounter": body{}}).Expect(http.StatusCreated)
		path := fmt.Sprintf("/users/%d", h.User("receptionist").ID)
		h.Client("admin").Delete(path).Refused(http.StatusConflict, "")
		h.Client("receptionist").Get("/me").Expect(http.StatusOK)
	})
}

func TestUsersAreFound(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		admin.Patch(fmt.Sprintf("/users/%d", h.User("teller").ID), body{"active": false}).Expect(http.StatusOK)
		for query, want := range map[string][]string{
			"":                         {"admin", "coder", "doctor", "nurse", "receptionist", "surgeon", "teller"},
			"?role=Doctor":             {"doctor", "surgeon"},
			"?q=SURG":                  {"surgeon"},
			"?q=test+do":               {"doctor"},
			"?active=false":            {"teller"},
			"?active=true&role=Teller": {},
		} {
			if got := userIDs(admin.Get("/users" + query)); !slices.Equal(got, want) {
				t.Errorf("%s finds %v, not %v", query, got, want)
			}
		}
		page := admin.Get("/users?limit=5").Expect(http.StatusOK)
		rest := admin.Get("/users?limit=5&cursor=" + page.String("next")).Expect(http.StatusOK)
		if got := userIDs(rest); !slices.Equal(got, []string{"surgeon", "teller"}) || rest.At("next") != nil {
			t.Errorf("the second page is %s", rest.Text)
		}
		admin.Get("/users?role=Boss").Refused(http.StatusUnprocessableEntity, "query.role")
		admin.Get("/users?cursor=here").Refused(http.StatusUnprocessableEntity, "query.cursor")
	})
}

func userIDs(a *talaantest.Answer) []string {
	ids := []string{}
	for i := range a.Expect(http.StatusOK).List("items") {
		ids = append(ids, a.String(fmt.Sprintf("items.%d.user_id", i)))
	}
	return ids
}

func TestOneAdminStaysWhenTwoGoAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		one := fmt.Sprintf("/users/%d", h.User("admin").ID)
		admin.Patch(one, body{"roles": []string{"Nurse"}}).Refused(http.StatusConflict, "")
		admin.Patch(one, body{"active": false}).Refused(http.StatusConflict, "")
		admin.Delete(one).Refused(http.StatusConflict, "")

		second := admin.Post("/users", body{"user_id": "second", "password": talaantest.Password, "roles": []string{"Admin"}}).Expect(http.StatusCreated)
		two := fmt.Sprintf("/users/%d", second.Int("id"))
		for range 5 {
			got := atOnce(
				func() int { return admin.Patch(one, body{"roles": []string{"Nurse"}}).Status },
				func() int { return h.Client("second").Patch(two, body{"roles": []string{"Nurse"}}).Status },
			)
			if slices.Sort(got); !slices.Equal(got, []int{http.StatusOK, http.StatusConflict}) && !slices.Equal(got, []int{http.StatusOK, http.StatusForbidden}) {
				t.Fatalf("two Admins who step down at once are answered %v", got)
			}
			restore(t, h, second.Int("id"))
		}
	})
}

// restore makes Admins of both again, as the command line could.
func restore(t *testing.T, h *talaantest.Hospital, second int64) {
	t.Helper()
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		left, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM user_roles WHERE role = ?`, "Admin")
		if err == nil && left != 1 {
			err = fmt.Errorf("%d Admins are left", left)
		}
		if err == nil {
			_, err = tx.Exec(ctx, `UPDATE user_roles SET role = ? WHERE user_id IN (?, ?)`, "Admin", h.User("admin").ID, second)
		}
		return err
	}))
}

// atOnce runs all the functions together and returns their answers.
func atOnce(fs ...func() int) []int {
	got := make([]int, len(fs))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, f := range fs {
		wg.Go(func() {
			<-start
			got[i] = f()
		})
	}
	close(start)
	wg.Wait()
	return got
}

func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		h.Client("admin").Patch(fmt.Sprintf("/users/%d", h.User("nurse").ID), body{"active": false}).Expect(http.StatusOK)
		said := map[string]bool{}
		for _, b := range []body{
			{"user_id": "doctor", "password": "wrong password"},
			{"user_id": "nobody", "password": "wrong password"},
			{"user_id": "nurse", "password": talaantest.Password},
		} {
			a := h.Anonymous().Post("/sessions", b).Refused(http.StatusUnauthorized, "")
			said[a.String("title")+a.String("detail")+fmt.Sprint(a.List("errors"))] = true
			if a.Header.Get("Set-Cookie") != "" {
				t.Error("a refused sign-in sets a cookie")
			}
		}
		if len(said) != 1 {
			t.Errorf("refusals differ: %v", said)
		}
		trail := h.Client("admin").Get("/audit?entity=user").Expect(http.StatusOK)
		if n := strings.Count(trail.Text, "failed to sign in"); n != 3 || strings.Contains(trail.Text, "nobody") {
			t.Errorf("%d failures in the trail, of which one may name what was typed: %s", n, trail.Text)
		}
		h.Anonymous().Post("/sessions", body{"user_id": "doctor"}).Expect(http.StatusUnprocessableEntity)
	})
}

func TestSignInIsThrottled(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	wrong, right := body{"user_id": "Doctor", "password": "wrong password"}, body{"user_id": "doctor", "password": talaantest.Password}
	for range 10 {
		h.Anonymous().Post("/sessions", wrong).Expect(http.StatusUnauthorized)
	}
	if a := h.Anonymous().Post("/sessions", right).Refused(http.StatusTooManyRequests, ""); a.Header.Get("Retry-After") != "900" {
		t.Errorf("Retry-After is %q", a.Header.Get("Retry-After"))
	}
	h.Clock.Advance(15 * time.Minute)
	h.Anonymous().Post("/sessions", right).Expect(http.StatusCreated)
}

// A right password signs in, however many come at once.
func TestManySignInsAtOnce(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	var tries []func() int
	for range 60 {
		tries = append(tries, func() int {
			return h.Anonymous().Post("/sessions", body{"user_id": "doctor", "password": talaantest.Password}).Status
		})
	}
	for _, status := range atOnce(tries...) {
		if status != http.StatusCreated {
			t.Errorf("a right password was answered %d", status)
		}
	}
}

func TestManyAttemptsAtOnceGainNothing(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	var tries []func() int
	for range 30 {
		tries = append(tries, func() int {
			return h.Anonymous().Post("/sessions", body{"user_id": "doctor", "password": "wrong password"}).Status
		})
	}
	looked := 0
	for _, status := range atOnce(tries...) {
		if status == http.StatusUnauthorized {
			looked++
		}
	}
	if looked != 10 {
		t.Errorf("%d of 30 attempts at once were tried, not 10", looked)
	}
}

func TestSessionEndsWhenIdle(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		for range 3 {
			h.Clock.Advance(2*time.Hour - time.Minute)
			nurse.Get("/me").Expect(http.StatusOK)
		}
		h.Clock.Advance(2 * time.Hour)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
		talaantest.Must(t, h.Tx("admin", staff.DeleteExpired))
		if n := sessions(t, h); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
	}, realLimits)
}

// A page that is left open asks by itself, and its session ends all the same.
func TestPageLeftOpenIsIdle(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		page := *h.Client("nurse")
		page.Background = true
		h.Clock.Advance(time.Hour)
		page.Get("/me").Expect(http.StatusOK)
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+"/api/v1/events", nil)
		talaantest.Must(t, err)
		req.Header.Set("Authorization", "Bearer "+page.Token)
		stream, err := http.DefaultClient.Do(req)
		talaantest.Must(t, err)
		talaantest.Must(t, stream.Body.Close())
		if stream.StatusCode != http.StatusOK {
			t.Errorf("the stream answers %d", stream.StatusCode)
		}
		h.Clock.Advance(time.Hour)
		page.Get("/me").Refused(http.StatusUnauthorized, "")
	}, realLimits)
}

func TestSessionEndsAfterAll(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		for range 15 {
			h.Clock.Advance(time.Hour)
			nurse.Get("/me").Expect(http.StatusOK)
		}
		h.Clock.Advance(time.Hour - time.Second)
		nurse.Get("/me").Expect(http.StatusOK)
		h.Clock.Advance(time.Second)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
	}, realLimits)
}

func TestUseIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		h.Clock.Advance(59 * time.Second)
		if got := nurse.Get("/sessions").String("items.0.last_used_at"); got != "2026-06-15T02:00:00Z" {
			t.Errorf("a use within the minute was written at %s", got)
		}
		h.Clock.Advance(time.Second)
		if got := nurse.Get("/sessions").String("items.0.last_used_at"); got != "2026-06-15T02:01:00Z" {
			t.Errorf("the last use is %s", got)
		}
	})
}

func sessions(t *testing.T, h *talaantest.Hospital) int64 {
	t.Helper()
	var n int64
	talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) (err error) {
		n, err = sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM sessions`)
		return err
	}))
	return n
}

func TestSessionsEndWithTheAccount(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse, doctor := h.Client("admin"), h.Client("nurse"), h.Client("doctor")
		admin.Patch(fmt.Sprintf("/users/%d", h.User("nurse").ID), body{"active": false}).Expect(http.StatusOK)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
		admin.Patch(fmt.Sprintf("/users/%d", h.User("nurse").ID), body{"active": true}).Expect(http.StatusOK)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")

		admin.Patch(fmt.Sprintf("/users/%d", h.User("doctor").ID), body{"password": "an altogether new one"}).Expect(http.StatusOK)
		doctor.Get("/me").Refused(http.StatusUnauthorized, "")
		h.Anonymous().Post("/sessions", body{"user_id": "doctor", "password": talaantest.Password}).Refused(http.StatusUnauthorized, "")
		h.Anonymous().Post("/sessions", body{"user_id": "doctor", "password": "an altogether new one"}).Expect(http.StatusCreated)
	})
}

func TestMySessions(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse, elsewhere := h.Client("nurse"), h.Anonymous()
		in := elsewhere.Post("/sessions", body{"user_id": "nurse", "password": talaantest.Password}).Expect(http.StatusCreated)
		if in.String("user.user_id") != "nurse" || in.String("expires_at") != "2026-06-15T04:00:00Z" || !strings.Contains(in.Header.Get("Set-Cookie"), in.String("token")) {
			t.Errorf("signed in with %s, cookie %q", in.Text, in.Header.Get("Set-Cookie"))
		}
		elsewhere.Token = in.String("token")
		mine := elsewhere.Get("/sessions").Expect(http.StatusOK)
		if len(mine.List("items")) != 2 || mine.At("items.0.current") != true || mine.At("items.1.current") != false || mine.String("items.0.address") != "127.0.0.1" {
			t.Errorf("my sessions are %s", mine.Text)
		}
		first := fmt.Sprintf("/sessions/%d", mine.Int("items.1.id"))
		h.Client("doctor").Delete(first).Refused(http.StatusNotFound, "")
		elsewhere.Delete(first).Expect(http.StatusNoContent)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
		if out := elsewhere.Delete("/sessions/current").Expect(http.StatusNoContent); !strings.Contains(out.Header.Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("signing out leaves the cookie: %q", out.Header.Get("Set-Cookie"))
		}
		elsewhere.Get("/me").Refused(http.StatusUnauthorized, "")
		trail := h.Client("admin").Get(fmt.Sprintf("/audit?actor=%d", h.User("nurse").ID)).Expect(http.StatusOK)
		if strings.Count(trail.Text, "signed in") != 2 || strings.Count(trail.Text, "signed out") != 2 {
			t.Errorf("the trail is %s", trail.Text)
		}
		h.Anonymous().Get("/sessions").Refused(http.StatusUnauthorized, "")
	}, realLimits)
}

func TestTokenIsNotStored(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		token := h.Client("nurse").Token
		if len(token) < 40 {
			t.Errorf("the token %q is short", token)
		}
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			stored, err := sqldb.One[string](ctx, tx, `SELECT token_hash FROM sessions`)
			if strings.Contains(stored, token) {
				t.Error("the token itself is stored")
			}
			return err
		}))
	})
}

func TestFirstRunWorksOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			var err error
			for _, table := range []string{"user_roles", "user_words", "users"} {
				if err == nil {
					_, err = tx.Exec(ctx, `DELETE FROM `+table)
				}
			}
			return err
		}))
		if a := h.Anonymous().Get("/first-run").Expect(http.StatusOK); a.At("needed") != true || a.At("allowed_here") != true {
			t.Errorf("before: %s", a.Text)
		}
		first := body{"hospital_name": "San Roque", "given_name": "Ana", "family_name": "Reyes", "user_id": "ana", "password": "short"}
		h.Anonymous().Post("/first-run", first).Refused(http.StatusUnprocessableEntity, "body.password")
		var tries []func() int
		for i := range 10 {
			b := maps.Clone(first)
			b["user_id"], b["password"] = fmt.Sprintf("ana%d", i), "long enough"
			tries = append(tries, func() int { return h.Anonymous().Post("/first-run", b).Status })
		}
		made, late := 0, 0
		for _, status := range atOnce(tries...) {
			switch status {
			case http.StatusCreated:
				made++
			case http.StatusConflict:
				late++
			}
		}
		if made != 1 || late != 9 {
			t.Errorf("of ten first runs at once %d worked and %d came too late", made, late)
		}
		if a := h.Anonymous().Get("/first-run").Expect(http.StatusOK); a.At("needed") != false {
			t.Errorf("after: %s", a.Text)
		}
		if name := h.Anonymous().Get("/hospital").Expect(http.StatusOK).String("name"); name != "San Roque" {
			t.Errorf("the hospital is called %q", name)
		}
		h.Anonymous().Post("/first-run", first).Refused(http.StatusConflict, "")
	})
}

func TestMe(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		me := h.Client("doctor").Get("/me").Expect(http.StatusOK)
		if me.String("department.name") != "Internal Medicine" || me.String("name") != "Test Doctor" || me.String("roles.0") != "Doctor" || !strings.Contains(me.Text, `"encounter:confirm"`) {
			t.Errorf("the doctor is %s", me.Text)
		}
		if me := h.Client("nurse").Get("/me").Expect(http.StatusOK); me.At("department") != nil || strings.Contains(me.Text, `"encounter:confirm"`) {
			t.Errorf("the nurse is %s", me.Text)
		}
		h.Client("nurse").Get("/users").Refused(http.StatusForbidden, "")
		h.Client("admin").Patch(fmt.Sprintf("/users/%d", h.User("nurse").ID), body{"permissions": []string{"user:read"}}).Expect(http.StatusOK)
		h.Client("nurse").Get("/users").Expect(http.StatusOK)
		c := h.Anonymous()
		c.Token = "made up"
		c.Get("/me").Refused(http.StatusUnauthorized, "")
	})
}

func TestPhysicians(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		if all := nurse.Get("/physicians").Expect(http.StatusOK); len(all.List("items")) != 2 {
			t.Errorf("physicians: %s", all.Text)
		}
		surgeons := nurse.Get(fmt.Sprintf("/physicians?q=sur&department_id=%d", h.Department("Surgery"))).Expect(http.StatusOK)
		if len(surgeons.List("items")) != 1 || surgeons.String("items.0.department_name") != "Surgery" || surgeons.String("items.0.name") != "Test Surgeon" {
			t.Errorf("surgeons: %s", surgeons.Text)
		}
		mayAttend(t, h, "surgeon", true)
		mayAttend(t, h, "nurse", false)
		surgeon := fmt.Sprintf("/users/%d", h.User("surgeon").ID)
		h.Client("admin").Patch(surgeon, body{"department_id": nil}).Expect(http.StatusOK)
		mayAttend(t, h, "surgeon", false)
		h.Client("admin").Patch(surgeon, body{"department_id": h.Department("Surgery"), "active": false}).Expect(http.StatusOK)
		mayAttend(t, h, "surgeon", false)
	})
}

func mayAttend(t *testing.T, h *talaantest.Hospital, userID string, want bool) {
	t.Helper()
	err := h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := staff.Physician(ctx, tx, h.User(userID).ID)
		return err
	})
	if (err == nil) != want || (err != nil && !errs.Is(err, errs.Invalid)) {
		t.Errorf("may %s attend? %v", userID, err)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			id := h.User("nurse").ID
			got, err := staff.Names(ctx, tx, []int64{id, 999, id})
			if !maps.Equal(got, map[int64]string{id: "Test Nurse"}) {
				t.Errorf("names are %v", got)
			}
			return err
		}))
	})
}

func TestRolesTable(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	table := h.Client("admin").Get("/roles").Expect(http.StatusOK)
	if len(table.List("items")) != len(authz.Policy()) || len(table.List("items.0.roles")) == 0 || table.String("items.0.roles.0") != "Admin" {
		t.Errorf("the table is %s", table.Text)
	}
	h.Client("nurse").Get("/roles").Refused(http.StatusForbidden, "")
}
