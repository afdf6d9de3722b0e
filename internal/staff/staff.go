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
	"talaan/internal/sqldb"
)

// UserFields are what an Admin writes about a user, besides the password.
type UserFields struct {
	UserID         string             `json:"user_id" db:"user_id" need:"create" minLength:"1" maxLength:"60" doc:"What the user signs in with: 3 to 60 of a-z, 0-9, dot, dash and underscore"`
	GivenName      string             `json:"given_name" db:"given_name" maxLength:"80"`
	FamilyName     string             `json:"family_name" db:"family_name" maxLength:"80"`
	Email          string             `json:"email" db:"email" maxLength:"200"`
	Phone          string             `json:"phone" db:"phone" maxLength:"40"`
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
	idle     time.Duration
	absolute time.Duration
	throttle *throttle
}

// New makes the staff area. Session tokens are drawn from random.
func New(db *sqldb.DB, clk clock.Clock, random io.Reader, opts Options) *Staff {
	s := &Staff{db: db, clock: clk, random: random, idle: opts.Idle, absolute: opts.Absolute, throttle: newThrottle()}
	if s.idle == 0 {
		s.idle = 2 * time.Hour
	}
	if s.absolute == 0 {
		s.absolute = 16 * time.Hour
	}
	return s
}

var userIDForm = regexp.MustCompile(`^[a-z0-9._-]{3,60}$`)

// check brings the fields to one form and refuses what cannot be stored.
func (f *UserFields) check() error {
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
	if f.Email != "" {
		if a, err := mail.ParseAddress(f.Email); err != nil || a.Address != f.Email {
			refuse("email", "must be an address like ana@hospital.ph")
		}
	}
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
