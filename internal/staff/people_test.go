package staff_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/talaantest"
)

func TestMyProfile(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		mine := nurse.Get("/me/profile").Expect(http.StatusOK)
		if mine.String("user_id") != "nurse" || mine.Int("version") != 1 {
			t.Errorf("my profile is %s", mine.Text)
		}
		for field, bad := range map[string][]any{
			"birth_date": {"1990-02-30", "2026-06-16", "1850-01-01", "1990-1-1", "yesterday"},
			"email":      {"ana", "Ana <ana@hospital.ph>"},
			"roles":      {[]string{"Admin"}}, "active": {true}, "given_name": {"Boss"}, "permissions": {[]string{"user:write"}}, "must_change_password": {false},
		} {
			for _, v := range bad {
				nurse.Patch("/me/profile", body{field: v}).Refused(http.StatusUnprocessableEntity, "body."+field)
			}
		}
		changed := nurse.Patch("/me/profile", body{"version": 1, "email": "ana@hospital.ph", "phone": "0917", "address": "Cebu", "birth_date": "1990-02-28"}).Expect(http.StatusOK)
		if changed.String("birth_date") != "1990-02-28" || changed.String("address") != "Cebu" || changed.Int("version") != 2 {
			t.Errorf("changed to %s", changed.Text)
		}
		nurse.Patch("/me/profile", body{"version": 1, "phone": "1"}).Refused(http.StatusConflict, "body.version")
		if got := h.Client("admin").Get(userPath(h, "nurse", "")); got.String("email") != "ana@hospital.ph" || got.String("roles.0") != "Nurse" {
			t.Errorf("the Admin reads %s", got.Text)
		}
	})
}

// Search finds by the beginnings of all names and the user ID, also of users
// who were there before the index, and follows a change of name.
func TestUsersAreFoundByWords(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		made := admin.Post("/users", body{
			"user_id": "dr.pena", "password": talaantest.Password, "roles": []string{"Doctor"}, "given_name": "José", "middle_name": "Rizal", "family_name": "de la Peña",
			"department_id": h.Department("Surgery"), "address": "Cebu", "birth_date": "1975-12-30",
		}).Expect(http.StatusCreated)
		find := func(query string, want ...string) {
			t.Helper()
			if got := userIDs(admin.Get("/users?" + query)); !slices.Equal(got, want) {
				t.Errorf("%s finds %v, not %v", query, got, want)
			}
		}
		for _, q := range []string{"q=pena", "q=JOS+PE%C3%91", "q=riz", "q=dr.pe", "q=de+la"} {
			find(q, "dr.pena")
		}
		find("q=ena")
		find("q=en%25")
		find("q=test&role=Doctor", "doctor", "surgeon")
		find(fmt.Sprintf("department_id=%d", h.Department("Surgery")), "dr.pena", "surgeon")
		talaantest.Must(t, h.Tx("admin", func(ctx context.Context, tx *sqldb.Tx) error {
			if _, err := tx.Exec(ctx, `DELETE FROM user_words`); err != nil {
				return err
			}
			return staff.IndexUsers(ctx, tx)
		}))
		find("q=jose", "dr.pena")
		admin.Patch(fmt.Sprintf("/users/%d", made.Int("id")), body{"given_name": "Maria"}).Expect(http.StatusOK)
		find("q=jose")
		find("q=maria+pena", "dr.pena")
	})
}

// Who was given the right to change users makes nobody mightier than they are
// themselves, and does not touch those who are.
func TestNobodyRaisesThemselves(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse := h.Client("admin"), h.Client("nurse")
		admin.Patch(userPath(h, "nurse", ""), body{"permissions": []string{"user:read", "user:write", "user:reset"}}).Expect(http.StatusOK)
		made := func(more body) *talaantest.Answer {
			b := body{"user_id": "helper", "password": talaantest.Password, "roles": []string{"Nurse"}}
			for k, v := range more {
				b[k] = v
			}
			return nurse.Post("/users", b)
		}
		made(body{"roles": []string{"Nurse", "Admin"}}).Refused(http.StatusForbidden, "")
		made(body{"permissions": []string{"room:write"}}).Refused(http.StatusForbidden, "")
		helper := fmt.Sprintf("/users/%d", made(nil).Expect(http.StatusCreated).Int("id"))
		nurse.Patch(helper, body{"phone": "1"}).Expect(http.StatusOK)
		nurse.Patch(helper, body{"roles": []string{"Doctor"}}).Refused(http.StatusForbidden, "")
		nurse.Patch(userPath(h, "nurse", ""), body{"roles": []string{"Nurse", "Admin"}}).Refused(http.StatusForbidden, "")
		nurse.Patch(userPath(h, "nurse", ""), body{"permissions": []string{"room:write"}}).Refused(http.StatusForbidden, "")
		for _, b := range []body{{"password": "an altogether new one"}, {"roles": []string{"Nurse"}}, {"active": false}, {"phone": "1"}} {
			nurse.Patch(userPath(h, "admin", ""), b).Refused(http.StatusForbidden, "")
		}
		nurse.Post(userPath(h, "admin", "/reset-code"), nil).Refused(http.StatusForbidden, "")
		nurse.Delete(userPath(h, "admin", "")).Refused(http.StatusForbidden, "")
		enrol(h, admin)
		nurse.Delete(userPath(h, "admin", "/second-factor")).Refused(http.StatusForbidden, "")
		nurse.Post(helper+"/reset-code", nil).Expect(http.StatusCreated)
		admin.Get("/me").Expect(http.StatusOK)
	})
}

func TestSessionsOfOthers(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse := h.Client("admin"), h.Client("nurse")
		elsewhere, _ := signIn(h, "nurse", talaantest.Password, "")
		third, _ := signIn(h, "nurse", talaantest.Password, "")
		list := admin.Get(userPath(h, "nurse", "/sessions")).Expect(http.StatusOK)
		if len(list.List("items")) != 3 || list.At("items.0.current") != false || list.Has("items.0.token_hash") {
			t.Errorf("the sessions are %s", list.Text)
		}
		first := list.Int("items.2.id")
		h.Client("doctor").Get(userPath(h, "nurse", "/sessions")).Refused(http.StatusForbidden, "")
		h.Client("doctor").Delete(userPath(h, "nurse", "/sessions")).Refused(http.StatusForbidden, "")
		admin.Delete(userPath(h, "doctor", fmt.Sprintf("/sessions/%d", first))).Refused(http.StatusNotFound, "")
		admin.Delete(userPath(h, "nurse", fmt.Sprintf("/sessions/%d", first))).Expect(http.StatusNoContent)
		nurse.Get("/me").Refused(http.StatusUnauthorized, "")
		third.Post("/sessions/end-others", nil).Expect(http.StatusNoContent)
		elsewhere.Get("/me").Refused(http.StatusUnauthorized, "")
		third.Get("/me").Expect(http.StatusOK)
		admin.Delete(userPath(h, "nurse", "/sessions")).Expect(http.StatusNoContent)
		third.Get("/me").Refused(http.StatusUnauthorized, "")
		trail := admin.Get(fmt.Sprintf("/audit?entity=user&id=%d", h.User("nurse").ID)).Text
		if !strings.Contains(trail, "ended the user's sessions") || !strings.Contains(trail, "ended the other sessions") {
			t.Errorf("the trail is %s", trail)
		}
	})
}

func TestPhotos(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, nurse, doctor := h.Client("admin"), h.Client("nurse"), h.Client("doctor")
		add := func(c *talaantest.Client, path string, n int) *talaantest.Answer {
			return c.Form(path, talaantest.Part{Name: "file", File: fmt.Sprintf("%d.png", n), Text: talaantest.Picture(t, n)})
		}
		first := add(nurse, "/me/photos", 1).Expect(http.StatusCreated)
		second := add(admin, userPath(h, "nurse", "/photos"), 2).Expect(http.StatusCreated)
		if first.At("profile") != true || second.At("profile") != false || first.Int("width") != 8 {
			t.Errorf("the photos are %s and %s", first.Text, second.Text)
		}
		one, two := fmt.Sprintf("/photos/%d", first.Int("id")), fmt.Sprintf("/photos/%d", second.Int("id"))
		if got := nurse.Get("/me").Int("photo_id"); got != first.Int("id") {
			t.Errorf("my picture is %d", got)
		}
		if got := admin.Get("/users?q=nurse").Int("items.0.photo_id"); got != first.Int("id") {
			t.Errorf("the list shows picture %d", got)
		}
		for _, bad := range []talaantest.Part{{Name: "file", File: "a.txt", Text: "no picture"}, {Name: "file", File: "a.pdf", Text: "%PDF-1.4"}, {Name: "file", File: "a.png", Text: "<svg/>"}} {
			nurse.Form("/me/photos", bad).Refused(http.StatusUnprocessableEntity, "body.file")
		}
		nurse.Form("/me/photos").Refused(http.StatusUnprocessableEntity, "body.file")
		nurse.Form("/me/photos", talaantest.Part{Name: "picture", Text: "x"}).Refused(http.StatusUnprocessableEntity, "body.picture")

		// The profile picture is for all; the others for who sees users.
		if got := doctor.Get(one + "/content").Expect(http.StatusOK); got.Text != talaantest.Picture(t, 1) || got.Header.Get("Content-Type") != "image/png" {
			t.Errorf("the picture comes as %s", got.Header.Get("Content-Type"))
		}
		doctor.Get(two+"/content").Refused(http.StatusNotFound, "")
		h.Anonymous().Get(one+"/content").Refused(http.StatusUnauthorized, "")
		nurse.Get(two + "/content").Expect(http.StatusOK)
		doctor.Post(one+"/choose", nil).Refused(http.StatusForbidden, "")
		doctor.Post(two+"/choose", nil).Refused(http.StatusNotFound, "")
		doctor.Delete(one).Refused(http.StatusForbidden, "")
		doctor.Get(userPath(h, "nurse", "/photos")).Refused(http.StatusForbidden, "")
		nurse.Post(two+"/choose", nil).Expect(http.StatusOK)
		if list := nurse.Get("/me/photos").Expect(http.StatusOK); list.Int("items.0.id") != second.Int("id") || list.At("items.0.profile") != true || list.At("items.1.profile") != false {
			t.Errorf("my photos are %s", list.Text)
		}

		nurse.Delete(two).Expect(http.StatusNoContent)
		nurse.Delete(two).Refused(http.StatusNotFound, "")
		nurse.Get(two+"/content").Refused(http.StatusNotFound, "")
		nurse.Post(two+"/restore", nil).Refused(http.StatusForbidden, "")
		if list := nurse.Get("/me/photos"); len(list.List("items")) != 1 || nurse.Get("/me").Has("photo_id") {
			t.Errorf("after the deletion: %s", list.Text)
		}
		admin.Post(two+"/choose", nil).Refused(http.StatusConflict, "")
		admin.Get(two + "/content").Expect(http.StatusOK) // it is kept
		admin.Post(two+"/restore", nil).Expect(http.StatusOK)
		admin.Post(two+"/restore", nil).Refused(http.StatusConflict, "")
		admin.Post(two+"/choose", nil).Expect(http.StatusOK)
		admin.Post("/photos/9999/choose", nil).Refused(http.StatusNotFound, "")
		v, err := h.Media.Verify(t.Context(), nil, nil)
		if talaantest.Must(t, err); v.Files != 2 || v.Faults != 0 {
			t.Errorf("in the store: %+v", v)
		}
		trail := admin.Get(fmt.Sprintf("/audit?entity=user&id=%d", h.User("nurse").ID)).Text
		for _, act := range []string{"added a photo", "chose a profile picture", "deleted a photo", "restored a photo"} {
			if !strings.Contains(trail, act) {
				t.Errorf("the trail does not say: %s", act)
			}
		}
	})
}

// A user who has worked on nothing goes with photos, factor and codes.
func TestUserGoesWithAllThatIsTheirs(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin := h.Client("admin")
		made := admin.Post("/users", body{"user_id": "brief", "password": talaantest.Password, "roles": []string{"Nurse"}}).Expect(http.StatusCreated)
		path := fmt.Sprintf("/users/%d", made.Int("id"))
		brief, _ := signIn(h, "brief", talaantest.Password, "")
		enrol(h, brief)
		brief.Form("/me/photos", talaantest.Part{Name: "file", File: "a.png", Text: talaantest.Picture(t, 1)}).Expect(http.StatusCreated)
		admin.Post(path+"/reset-code", nil).Expect(http.StatusCreated)
		admin.Delete(path).Expect(http.StatusNoContent)
		admin.Get(path).Refused(http.StatusNotFound, "")
		brief.Get("/me").Refused(http.StatusUnauthorized, "")
	})
}

// Many who choose a profile picture at once leave one.
func TestManyChooseAtOnce(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		nurse := h.Client("nurse")
		var tries []func() int
		for i := range 4 {
			photo := nurse.Form("/me/photos", talaantest.Part{Name: "file", File: "a.png", Text: talaantest.Picture(t, i)}).Expect(http.StatusCreated)
			tries = append(tries, func() int { return nurse.Post(fmt.Sprintf("/photos/%d/choose", photo.Int("id")), nil).Status })
		}
		for _, status := range atOnce(tries...) {
			if status != http.StatusOK {
				t.Errorf("a choice was answered %d", status)
			}
		}
		list := nurse.Get("/me/photos").Text
		if n := strings.Count(list, `"profile":true`); n != 1 {
			t.Errorf("%d profile pictures: %s", n, list)
		}
	})
}
