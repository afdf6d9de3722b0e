package staff

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// SignInFields are what an Admin sets about signing in.
type SignInFields struct {
	IdleMinutes       int64        `json:"idle_minutes" minimum:"5" maximum:"1440" doc:"A session that is not used for so long ends"`
	AbsoluteMinutes   int64        `json:"absolute_minutes" minimum:"30" maximum:"10080" doc:"A session never lasts longer"`
	LockMinutes       int64        `json:"lock_minutes" minimum:"0" maximum:"1440" doc:"The page locks itself when nobody touched it for so long; 0 for never"`
	ResetCodeHours    int64        `json:"reset_code_hours" minimum:"1" maximum:"168" doc:"How long a one-time code for a forgotten password is good"`
	SecondFactorRoles []authz.Role `json:"second_factor_roles" maxItems:"6" doc:"Roles whose users must set up a second factor before anything else"`
}

// SignInSettings are the settings and the version to be sent back with a change.
type SignInSettings struct {
	SignInFields
	Version int64 `json:"version"`
}

func (f SignInFields) idle() time.Duration     { return time.Duration(f.IdleMinutes) * time.Minute }
func (f SignInFields) absolute() time.Duration { return time.Duration(f.AbsoluteMinutes) * time.Minute }

// expiry is when a session ends that was begun and last used then.
func (f SignInFields) expiry(created, used time.Time) time.Time {
	idle, absolute := used.Add(f.idle()), created.Add(f.absolute())
	if absolute.Before(idle) {
		return absolute
	}
	return idle
}

// secondFactorRoles is the setting that every request looks at.
const secondFactorRoles = "sign_in.second_factor_roles"

// signInRules are the settings; opts hold until somebody sets something.
func signInRules(opts Options) settings.Group[SignInFields] {
	first := SignInFields{IdleMinutes: 120, AbsoluteMinutes: 16 * 60, LockMinutes: 15, ResetCodeHours: 24, SecondFactorRoles: []authz.Role{}}
	if opts.Idle > 0 {
		first.IdleMinutes = int64(opts.Idle / time.Minute)
	}
	if opts.Absolute > 0 {
		first.AbsoluteMinutes = int64(opts.Absolute / time.Minute)
	}
	return settings.Group[SignInFields]{
		Entity: "sign-in-settings", Counter: "sign-in settings version",
		First: func() SignInFields {
			f := first
			f.SecondFactorRoles = []authz.Role{}
			return f
		},
		Texts: func(f SignInFields) map[string]string {
			texts := map[string]string{secondFactorRoles: joinRoles(f.SecondFactorRoles)}
			for name, n := range f.numbers() {
				texts[name] = strconv.FormatInt(*n, 10)
			}
			return texts
		},
		Read: func(f *SignInFields, name, text string) error {
			if name == secondFactorRoles {
				f.SecondFactorRoles = splitRoles(text)
				return nil
			}
			n, err := strconv.ParseInt(text, 10, 64)
			*f.numbers()[name] = n
			return err
		},
	}
}

// numbers returns where each number is kept, by the name of its setting.
func (f *SignInFields) numbers() map[string]*int64 {
	return map[string]*int64{
		"sign_in.idle_minutes": &f.IdleMinutes, "sign_in.absolute_minutes": &f.AbsoluteMinutes,
		"sign_in.lock_minutes": &f.LockMinutes, "sign_in.reset_code_hours": &f.ResetCodeHours,
	}
}

func joinRoles(roles []authz.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ",")
}

func splitRoles(text string) []authz.Role {
	roles := []authz.Role{}
	for name := range strings.SplitSeq(text, ",") {
		if name != "" {
			roles = append(roles, authz.Role(name))
		}
	}
	return roles
}

// check refuses settings that cannot be, and brings the roles to one form.
func (f *SignInFields) check() error {
	var bad []errs.Field
	for _, r := range f.SecondFactorRoles {
		if !slices.Contains(authz.Roles(), r) {
			bad = append(bad, errs.Field{Location: "body.second_factor_roles", Message: "there is no role “" + string(r) + "”; choose from " + roleNames()})
		}
	}
	if f.AbsoluteMinutes < f.IdleMinutes {
		bad = append(bad, errs.Field{Location: "body.absolute_minutes", Message: "must not be less than idle_minutes"})
	}
	f.SecondFactorRoles = inOrder(f.SecondFactorRoles, authz.Roles())
	if f.SecondFactorRoles == nil {
		f.SecondFactorRoles = []authz.Role{}
	}
	return errs.InvalidFields(bad)
}

func (s *Staff) signInSettings(ctx context.Context, tx *sqldb.Tx) (SignInSettings, error) {
	f, version, err := s.rules.Load(ctx, tx)
	return SignInSettings{f, version}, err
}

// changeRules writes the sent settings. New limits hold for open sessions at once.
func (s *Staff) changeRules(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[SignInFields]) (SignInSettings, error) {
	f, version, err := s.rules.Patch(ctx, tx, patch,
		func(f SignInFields, version int64) any { return SignInSettings{f, version} },
		func(f *SignInFields) error { return f.check() })
	if err != nil {
		return SignInSettings{}, err
	}
	idle, absolute := f.idle().Milliseconds(), f.absolute().Milliseconds()
	if _, err := tx.Exec(ctx, `UPDATE sessions SET expires_at = CASE WHEN last_used_at + ? < created_at + ? THEN last_used_at + ? ELSE created_at + ? END`, idle, absolute, idle, absolute); err != nil {
		return SignInSettings{}, fmt.Errorf("set the limits of open sessions: %w", err)
	}
	return SignInSettings{f, version}, nil
}
