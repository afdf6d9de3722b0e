// Package staff holds the people who use the program: their roles, passwords
// and sign-in sessions, and which of them are physicians.
package staff

import (
	"io"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"talaan/internal/authz"
	"talaan/internal/catalog"
	"talaan/internal/clock"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/keyring"
	"talaan/internal/media"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// UserFields are what an Admin writes about a user, besides the password.
type UserFields struct {
	UserID         string             `json:"user_id" db:"user_id" need:"create" minLength:"1" maxLength:"60" doc:"What the user signs in with: 3 to 60 of a-z, 0-9, dot, dash and underscore"`
	GivenName      string             `json:"given_name" db:"given_name" maxLength:"80"`
	MiddleName     string             `json:"middle_name" db:"middle_name" maxLength:"80"`
	FamilyName     string             `json:"family_name" db:"family_name" maxLength:"80"`
	Email          string             `json:"email" db:"email" maxLength:"200"`
	Phone          string             `json:"phone" db:"phone" maxLength:"40"`
	Address        string             `json:"address" db:"address" maxLength:"500"`
	BirthDate      string             `json:"birth_date" db:"birth_date" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" patternDescription:"a date written YYYY-MM-DD" doc:"YYYY-MM-DD; empty when unknown"`
	Specialisation string             `json:"specialisation" db:"specialisation" maxLength:"120"`
	DepartmentID   *int64             `json:"department_id" db:"department_id" minimum:"1" doc:"The department a physician belongs to; null for none"`
	Roles          []authz.Role       `json:"roles" need:"create" maxItems:"6" doc:"Admin, Doctor, Nurse, Coder, Teller, Receptionist: at least one"`
	Permissions    []authz.Permission `json:"permissions" maxItems:"100" doc:"Permissions given to this user alone, besides those of the roles"`
}

// User is someone who may sign in.
type User struct {
	catalog.Head
	UserFields

	Active    bool      `json:"active" db:"active" doc:"Inactive users cannot sign in"`
	Name      string    `json:"name" doc:"Given and family name, or the user ID when both are blank"`
	CreatedAt time.Time `json:"created_at" db:"created_at"`

	MustChangePassword bool       `json:"must_change_password" db:"must_change_password" doc:"The user may do nothing until they have chosen a password"`
	SecondFactorAt     *time.Time `json:"second_factor_at" db:"second_factor_at" doc:"Since when a code is asked for at the sign-in; null when none is"`
	PhotoID            *int64     `json:"photo_id" doc:"The profile picture; null when there is none"`
}

// Options are the limits of a session; zero values mean the defaults.
type Options struct {
	Idle     time.Duration // a session unused for so long ends; 2 h by default
	Absolute time.Duration // a session never lasts longer; 16 h by default
}

// Staff signs users in and knows who a session belongs to.
type Staff struct {
	db       *sqldb.DB
	clock    clock.Clock
	random   io.Reader
	keys     *keyring.Ring
	files    *media.Library
	rules    settings.Group[SignInFields]
	throttle *throttle
}

// Tools are what the staff area works with.
type Tools struct {
	DB     *sqldb.DB
	Clock  clock.Clock
	Random io.Reader // session tokens and codes are drawn from it
	Keys   *keyring.Ring
	Files  *media.Library
}

// New makes the staff area.
func New(t Tools, opts Options) *Staff {
	s := &Staff{db: t.DB, clock: t.Clock, random: t.Random, keys: t.Keys, files: t.Files, rules: signInRules(opts), throttle: newThrottle()}
	if t.Files != nil {
		t.Files.Serve(photoUses, photoShown)
	}
	return s
}

var userIDForm = regexp.MustCompile(`^[a-z0-9._-]{3,60}$`)

// check brings the fields to one form and refuses what cannot be stored.
func (f *UserFields) check(now time.Time) error {
	f.UserID = foldUserID(f.UserID)
	f.Roles = inOrder(f.Roles, authz.Roles())
	f.Permissions = slices.Compact(slices.Sorted(slices.Values(f.Permissions)))
	if f.Permissions == nil {
		f.Permissions = []authz.Permission{}
	}
	var bad []errs.Field
	refuse := func(field, msg string) { bad = append(bad, errs.Field{Location: "body." + field, Message: msg}) }
	if !userIDForm.MatchString(f.UserID) {
		refuse("user_id", "must be 3 to 60 of the letters a-z, digits, dot, dash and underscore")
	}
	bad = append(bad, contactFaults(f.Email, f.BirthDate, now)...)
	if len(f.Roles) == 0 {
		refuse("roles", "choose at least one role")
	}
	for _, r := range f.Roles {
		if !slices.Contains(authz.Roles(), r) {
			refuse("roles", "there is no role “"+string(r)+"”; choose from "+roleNames())
		}
	}
	for _, p := range f.Permissions {
		if !authz.Known(p) || p == authz.Public || p == authz.SignedIn {
			refuse("permissions", "there is no permission “"+string(p)+"”")
		}
	}
	return errs.InvalidFields(bad)
}

// contactFaults says what is wrong with how a user is reached and their birth date.
func contactFaults(email, birthDate string, now time.Time) []errs.Field {
	var bad []errs.Field
	if email != "" {
		if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
			bad = append(bad, errs.Field{Location: "body.email", Message: "must be an address like ana@hospital.ph"})
		}
	}
	if birthDate != "" {
		if born, err := time.Parse(time.DateOnly, birthDate); err != nil || born.Before(now.AddDate(-130, 0, 0)) || born.After(now) {
			bad = append(bad, errs.Field{Location: "body.birth_date", Message: "must be a day of the calendar within the last 130 years, written YYYY-MM-DD"})
		}
	}
	return bad
}

// foldUserID is the one form of a user ID, so that Ana and ana are the same.
func foldUserID(id string) string { return strings.ToLower(strings.TrimSpace(id)) }

// inOrder drops repetitions and sorts list as known is; unknown ones come last.
func inOrder(list, known []authz.Role) []authz.Role {
	var out []authz.Role
	for _, r := range slices.Concat(known, list) {
		if slices.Contains(list, r) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func roleNames() string {
	var names []string
	for _, r := range authz.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// displayName is how people call a user.
func displayName(given, family, userID string) string {
	if name := strings.TrimSpace(given + " " + family); name != "" {
		return name
	}
	return userID
}

// isAdmin reports whether the user can act as an Admin now.
func (u *User) isAdmin() bool { return u.Active && slices.Contains(u.Roles, authz.Admin) }

// copyFields returns fields that share no memory with f, so that writing to
// one leaves the other as it was.
func copyFields(f UserFields) UserFields {
	f.Roles, f.Permissions = slices.Clone(f.Roles), slices.Clone(f.Permissions)
	if f.DepartmentID != nil {
		id := *f.DepartmentID
		f.DepartmentID = &id
	}
	return f
}

// wordsOf are the words by which a user is found.
func (u *User) wordsOf() []string {
	return fold.Words(strings.Join([]string{u.GivenName, u.MiddleName, u.FamilyName, u.UserID}, " "))
}

// found reports whether every word of query begins a word of the texts.
func found(query string, texts ...string) bool {
	words := fold.Words(strings.Join(texts, " "))
	for _, q := range fold.Words(query) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, q) }) {
			return false
		}
	}
	return true
}
