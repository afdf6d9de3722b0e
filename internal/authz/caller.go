package authz

import (
	"context"
	"slices"
	"strings"
)

// Known reports whether p is in the policy or one of the two open permissions.
func Known(p Permission) bool {
	return p == Public || p == SignedIn || slices.ContainsFunc(policy, func(r Rule) bool { return r.Permission == p })
}

// Holds reports whether role has permission p.
func Holds(role Role, p Permission) bool {
	if p == Public || p == SignedIn {
		return true
	}
	i := slices.IndexFunc(policy, func(r Rule) bool { return r.Permission == p })
	return i >= 0 && (role == Admin || slices.Contains(policy[i].Roles, role))
}

// RolesWith names the roles that hold p, for messages: "Doctor, Nurse or Admin".
func RolesWith(p Permission) string {
	var names []string
	for _, r := range Roles() {
		if r != Admin && Holds(r, p) {
			names = append(names, string(r))
		}
	}
	if len(names) == 0 {
		return string(Admin)
	}
	return strings.Join(names, ", ") + " or " + string(Admin)
}

// Caller is whoever is doing the present act.
type Caller struct {
	ID        int64 // users.id; 0 for the program itself
	UserID    string
	Name      string
	Roles     []Role
	Granted   []Permission // given to this user alone, besides the roles
	Withheld  []Permission // not to be used in this request, whoever gave them
	SessionID int64
	Bar       Bar    // what keeps the session from its work, if anything
	Address   string // network address the act came from
	RequestID string

	operator bool
}

// Bar is what keeps a session from its work until something is done about it.
type Bar string

// The bars, the first that applies counts.
const (
	Locked             Bar = "locked"               // until it is unlocked with PIN or password
	PasswordChangeDue  Bar = "password-change-due"  // until the user has chosen a password
	SecondFactorNeeded Bar = "second-factor-needed" // until the user has set up what the role requires
)

// Can reports whether the caller holds p.
func (c Caller) Can(p Permission) bool {
	if p == Public || c.operator {
		return true
	}
	if c.ID == 0 || slices.Contains(c.Withheld, p) {
		return false
	}
	if p == SignedIn || slices.Contains(c.Granted, p) {
		return true
	}
	return slices.ContainsFunc(c.Roles, func(r Role) bool { return Holds(r, p) })
}

// Permissions lists everything the caller may do, in the policy's order.
func (c Caller) Permissions() []Permission {
	out := []Permission{}
	for _, r := range policy {
		if c.Can(r.Permission) {
			out = append(out, r.Permission)
		}
	}
	return out
}

// Has reports whether the caller wears the role.
func (c Caller) Has(r Role) bool { return slices.Contains(c.Roles, r) }

type callerKey struct{}

// With returns ctx carrying the caller.
func With(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// From returns the caller; the zero Caller, who may do nothing, when there is none.
func From(ctx context.Context) Caller {
	c, ok := ctx.Value(callerKey{}).(Caller)
	if !ok {
		return Caller{}
	}
	return c
}

// System is the program itself: the command line on the server and its jobs.
func System(what string) Caller { return Caller{Name: what} }

// Operator is whoever runs a command on the server itself: they have the data,
// so nothing is hidden from them.
func Operator(what string) Caller { return Caller{Name: what, operator: true} }
