package olddjango

import (
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"regexp"
	"strings"

	"talaan/internal/authz"
	"talaan/internal/fold"
	"talaan/internal/media"
	"talaan/internal/staff"
)

func (m *mover) users(ctx context.Context) error {
	return m.dump.each("user", func(r *row) error {
		id := r.signInName()
		if _, ok := m.find(r.model, r.pk); !ok {
			same, there, err := staff.ByUserID(ctx, m.tx, id)
			if err != nil {
				return err
			}
			if there {
				r.changed("there is a user %s already, who was kept as they are", same.UserID)
				m.met(r, "user", same.ID)
			}
		}
		if err := m.take(ctx, r, "user", func() (int64, error) { return m.user(ctx, r, id) }); err != nil {
			return err
		}
		m.oldNames[r.pk] = r.key("user_id")
		if ours, ok := m.find(r.model, r.pk); ok {
			for _, name := range []string{r.key("user_id"), r.key("username"), r.key("name"), r.key("given_name") + " " + r.key("family_name")} {
				if k := fold.SetKey(name); k != "" {
					m.userNames[k] = ours
				}
			}
			return m.photo(ctx, r, ours)
		}
		return nil
	})
}

func (m *mover) user(ctx context.Context, r *row, userID string) (int64, error) {
	now := m.tx.Now
	u := staff.User{UserFields: staff.UserFields{
		UserID: userID, GivenName: r.text("given_name", 80), MiddleName: r.text("middle_name", 80), FamilyName: r.text("family_name", 80),
		Email: r.text("email", 200), Phone: r.text("phone", 40), Address: r.text("address", 500), Specialisation: r.text("specialisation", 120),
		BirthDate: r.day("birth_date", m.zone, now),
	}, Active: true, CreatedAt: now}
	if u.GivenName == "" && u.FamilyName == "" {
		u.GivenName = r.text("name", 80)
	}
	if u.Email != "" {
		if a, err := mail.ParseAddress(u.Email); err != nil || a.Address != u.Email {
			r.changed("the email %q is no address; it was left out", u.Email)
			u.Email = ""
		}
	}
	if key := r.key("department"); key != "" {
		if id, ok := m.find("department", key); ok {
			u.DepartmentID = &id
		} else {
			r.changed("the department %s was not taken; the user has none", key)
		}
	}
	if active, ok := r.flag("active"); ok {
		u.Active = active
	}
	if at := r.moment("created_at", m.zone); at != nil && !at.After(now) {
		u.CreatedAt = *at
	}
	u.Roles = r.roles()
	if len(u.Roles) == 0 {
		u.Active = false
		r.changed("has no role that is known (%q); the user is inactive until an Admin chooses one", brief(r.key("role")))
	}
	hash := r.key("password")
	if !staff.IsDjangoHash(hash) {
		hash = staff.NoPassword()
		r.changed("the password is of a kind that cannot be checked; an Admin gives the user a code to set a new one")
	}
	made, err := staff.TakeOver(ctx, m.tx, u, hash, r.origin())
	return made.ID, err
}

var notInUserID = regexp.MustCompile(`[^a-z0-9._-]+`)

// signInName is the user's ID in our form.
func (r *row) signInName() string {
	old := r.key("user_id")
	id := strings.Trim(notInUserID.ReplaceAllString(strings.ToLower(old), "-"), "-")
	for len(id) < 3 {
		id += "-"
	}
	if id = id[:min(len(id), 60)]; id != strings.ToLower(old) {
		r.changed("signs in as %s from now on; it was %q", id, old)
	}
	return id
}

// roleWords are other words for our roles.
var roleWords = map[string]authz.Role{
	"administrator": authz.Admin, "superadmin": authz.Admin, "physician": authz.Doctor, "medicalcoder": authz.Coder, "coding": authz.Coder,
	"cashier": authz.Teller, "biller": authz.Teller, "billing": authz.Teller, "frontdesk": authz.Receptionist, "reception": authz.Receptionist,
}

func (r *row) roles() []authz.Role {
	var out []authz.Role
	known := map[string]authz.Role{}
	for k, v := range roleWords {
		known[k] = v
	}
	for _, role := range authz.Roles() {
		known[letters(string(role))] = role
	}
	for _, word := range r.words("role") {
		if role, ok := known[letters(word)]; ok {
			out = append(out, role)
		} else if letters(word) != "" {
			r.changed("the role %q is not known", brief(word))
		}
	}
	if super, _ := r.flag("superuser"); super && len(out) == 0 {
		out = append(out, authz.Admin)
	}
	return out
}

// words are the parts of a text that is a list, or of a JSON list.
func (r *row) words(field string) []string {
	v, _ := r.raw(field)
	var list []string
	if json.Unmarshal(v, &list) == nil {
		return list
	}
	return strings.FieldsFunc(r.key(field), func(c rune) bool { return strings.ContainsRune(",;/|&+", c) })
}

// photo takes the picture that stands in the user's own row.
func (m *mover) photo(ctx context.Context, r *row, ours int64) error {
	name := r.key("photo")
	if name == "" || m.there["user"][r.pk] {
		return nil
	}
	f := m.files[name]
	if f.refused != "" {
		r.changed("has no photo: %s", f.refused)
		return nil
	}
	if m.dry {
		return nil
	}
	_, err := m.Staff.TakeOverPhoto(ctx, m.tx, staff.Photo{UserID: ours, UploadedAt: m.tx.Now, UploadedBy: ours}, f.staged, r.origin())
	return err
}

func (m *mover) photos(ctx context.Context) error {
	return m.dump.each("userimage", func(r *row) error {
		return m.take(ctx, r, "user_photo", func() (int64, error) {
			ours, ok := m.find("user", r.key("user"))
			if !ok {
				return 0, fmt.Errorf("its user %s was not taken", r.key("user"))
			}
			staged, err := m.file(r, "file")
			if err != nil || m.dry {
				return 0, err
			}
			p := staff.Photo{UserID: ours, UploadedAt: m.when(r, "at"), UploadedBy: ours}
			return m.Staff.TakeOverPhoto(ctx, m.tx, p, staged, r.origin())
		})
	})
}

// file is the staged file of a row's field; nil in a dry run.
func (m *mover) file(r *row, field string) (*media.Staged, error) {
	name := r.key(field)
	if name == "" {
		return nil, fmt.Errorf("it names no file")
	}
	f := m.files[name]
	if f.refused != "" {
		return nil, fmt.Errorf("%s", f.refused)
	}
	return f.staged, nil
}
