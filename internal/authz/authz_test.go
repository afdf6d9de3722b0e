package authz

import (
	"slices"
	"strings"
	"testing"
)

func TestPolicyIsSound(t *testing.T) {
	t.Parallel()
	seen := map[Permission]bool{}
	for _, r := range Policy() {
		if seen[r.Permission] || r.Permission == Public || r.Permission == SignedIn {
			t.Errorf("%s stands twice, or is no permission of a role", r.Permission)
		}
		seen[r.Permission] = true
		if area, act, ok := strings.Cut(string(r.Permission), ":"); !ok || area == "" || act == "" {
			t.Errorf("%q is not like patient:read", r.Permission)
		}
		if len(r.Allows) < 8 || strings.HasSuffix(r.Allows, ".") {
			t.Errorf("%s allows %q", r.Permission, r.Allows)
		}
		for _, role := range r.Roles {
			if role == Admin || !slices.Contains(Roles(), role) {
				t.Errorf("%s lists %q", r.Permission, role)
			}
		}
		if !Holds(Admin, r.Permission) || !Known(r.Permission) {
			t.Errorf("an Admin lacks %s", r.Permission)
		}
	}
}

func TestCan(t *testing.T) {
	t.Parallel()
	nurse := Caller{ID: 1, Roles: []Role{Nurse}, Granted: []Permission{RoomWrite}}
	for _, c := range []struct {
		who  string
		by   Caller
		p    Permission
		want bool
	}{
		{"nobody", Caller{}, Public, true},
		{"nobody", Caller{}, SignedIn, false},
		{"nobody", Caller{Roles: []Role{Admin}, Granted: []Permission{PatientRead}}, PatientRead, false},
		{"the program", System("job"), PatientRead, false},
		{"a nurse", nurse, SignedIn, true},
		{"a nurse", nurse, VitalsWrite, true},
		{"a nurse", nurse, EncounterConfirm, false},
		{"a nurse", nurse, RoomWrite, true}, // granted
		{"a nurse", nurse, "vitals:fake", false},
		{"two hats", Caller{ID: 1, Roles: []Role{Coder, Receptionist}}, EncounterCheckIn, true},
		{"two hats", Caller{ID: 1, Roles: []Role{Coder, Receptionist}}, EncounterFinalize, true},
		{"an unknown role", Caller{ID: 1, Roles: []Role{"Boss"}}, PatientRead, false},
	} {
		if got := c.by.Can(c.p); got != c.want {
			t.Errorf("%s may %s: %v", c.who, c.p, got)
		}
	}
	if got := len(Caller{ID: 1, Roles: []Role{Admin}}.Permissions()); got != len(Policy()) {
		t.Errorf("an Admin has %d permissions", got)
	}
	if From(t.Context()).ID != 0 || From(With(t.Context(), nurse)).ID != 1 {
		t.Error("the context forgets its caller")
	}
}

func TestRolesWith(t *testing.T) {
	t.Parallel()
	for p, want := range map[Permission]string{
		UserWrite: "Admin", EncounterConfirm: "Doctor or Admin", EncounterFinalize: "Coder, Teller or Admin",
	} {
		if got := RolesWith(p); got != want {
			t.Errorf("%s: %q, not %q", p, got, want)
		}
	}
}
