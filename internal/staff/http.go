package staff

import (
	"context"
	"net/http"
	"slices"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// Register adds the operations on sessions, users, their photos, physicians and
// the policy.
func (s *Staff) Register(api *httpapi.API) {
	s.registerSessions(api)
	s.registerLock(api)
	s.registerMe(api)
	s.registerPasswords(api)
	s.registerFactor(api)
	s.registerRules(api)
	s.registerFirstRun(api)
	registerUsers(api)
	registerUserWrites(api)
	s.registerUserAccess(api)
	s.registerPhotos(api)
	registerLookups(api)
}

type signInInput struct {
	peer
	Body struct {
		UserID   string         `json:"user_id" minLength:"1" maxLength:"60"`
		Password httpapi.Secret `json:"password" clean:"no" minLength:"1" maxLength:"1000"`
		Code     httpapi.Secret `json:"code,omitempty" maxLength:"60" doc:"Of the second factor, when an answer of type urn:talaan:code-needed asked for it: what the authenticator shows, or a recovery code"`
	}
}

type connectionInput struct{ peer }

// anyBar lists every bar: the operation is open whatever keeps the session from its work.
var anyBar = []authz.Bar{authz.Locked, authz.PasswordChangeDue, authz.SecondFactorNeeded}

func (s *Staff) registerSessions(api *httpapi.API) {
	op := func(id, method, path, summary string, status int) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "sessions", Status: status}
	}
	httpapi.Raw(api, authz.Public, op("sign-in", http.MethodPost, "/sessions", "Sign in", http.StatusCreated),
		func(ctx context.Context, in *signInInput) (*httpapi.Answer[Session], error) {
			out, err := s.signIn(ctx, credentials{in.Body.UserID, string(in.Body.Password), string(in.Body.Code)}, in.peer)
			if err != nil {
				return nil, err
			}
			d, err := in.device.with(s.keys, s.random, out.User.UserID)
			return &httpapi.Answer[Session]{Body: out, SetCookie: []string{in.cookie(out.Token), d.cookie(in.overTLS)}}, err
		})
	httpapi.Read(api, authz.SignedIn, op("list-my-sessions", http.MethodGet, "/sessions", "Where I am signed in", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.List[OpenSession], error) {
			rows, err := sessionsOf(ctx, tx, authz.From(ctx).ID)
			return httpapi.Whole(rows), err
		})
	out := op("sign-out", http.MethodDelete, "/sessions/current", "Sign out", http.StatusNoContent)
	out.Despite = anyBar
	httpapi.Raw(api, authz.SignedIn, out,
		func(ctx context.Context, in *connectionInput) (*httpapi.Answer[httpapi.Nothing], error) {
			err := s.db.InTx(ctx, func(tx *sqldb.Tx) error { return endSession(ctx, tx, authz.From(ctx).SessionID) })
			return &httpapi.Answer[httpapi.Nothing]{SetCookie: []string{in.cookie("")}}, err
		})
	httpapi.Act(api, authz.SignedIn, op("end-my-session", http.MethodDelete, "/sessions/{id}", "End one of my sessions", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, endSession(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.SignedIn, op("end-my-other-sessions", http.MethodPost, "/sessions/end-others", "End all of my sessions but this one", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, endMyOthers(ctx, tx)
		})
	me := op("me", http.MethodGet, "/me", "Who I am and what I may do", http.StatusOK)
	me.Despite = anyBar
	httpapi.Read(api, authz.SignedIn, me,
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Me, error) { return whoAmI(ctx, tx) })
}

type firstRunInput struct {
	peer
	Body firstRunBody
}

func (s *Staff) registerFirstRun(api *httpapi.API) {
	httpapi.Read(api, authz.Public, httpapi.Op{ID: "first-run-state", Method: http.MethodGet, Path: "/first-run", Summary: "Whether the first Admin is still to be made", Tag: "first-run"},
		func(ctx context.Context, tx *sqldb.Tx, in *connectionInput) (FirstRunState, error) {
			needed, err := noUserYet(ctx, tx)
			return FirstRunState{Needed: needed, AllowedHere: in.onServer(authz.From(ctx).Address)}, err
		})
	httpapi.Raw(api, authz.Public, httpapi.Op{ID: "first-run", Method: http.MethodPost, Path: "/first-run", Summary: "Name the hospital and make its first Admin, once, on the server itself", Tag: "first-run", Status: http.StatusCreated},
		func(ctx context.Context, in *firstRunInput) (*httpapi.Answer[Session], error) {
			out, err := s.firstRun(ctx, in.Body, in.peer)
			return &httpapi.Answer[Session]{Body: out, SetCookie: []string{in.cookie(out.Token)}}, err
		})
}

type listUsersInput struct {
	httpapi.Page
	Q      string `query:"q" maxLength:"100" doc:"Words of the name, or the user ID"`
	Role   string `query:"role" enum:"Admin,Doctor,Nurse,Coder,Teller,Receptionist"`
	Active string `query:"active" enum:"true,false"`

	DepartmentID int64 `query:"department_id" minimum:"1"`
}

func registerUsers(api *httpapi.API) {
	httpapi.Read(api, authz.UserRead, httpapi.Op{ID: "list-users", Method: http.MethodGet, Path: "/users", Summary: "List users by user ID", Tag: "users"},
		func(ctx context.Context, tx *sqldb.Tx, in *listUsersInput) (httpapi.List[User], error) {
			f := userFilter{words: in.Q, role: authz.Role(in.Role), active: in.Active, departmentID: in.DepartmentID}
			if err := in.After(&f.after); err != nil {
				return httpapi.List[User]{}, err
			}
			users, err := listUsers(ctx, tx, f, in.Limit)
			if err != nil {
				return httpapi.List[User]{}, err
			}
			return httpapi.NewList(users, in.Limit, func(u User) any { return u.UserID })
		})
	httpapi.Read(api, authz.UserRead, httpapi.Op{ID: "get-user", Method: http.MethodGet, Path: "/users/{id}", Summary: "One user", Tag: "users"},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (User, error) {
			return GetUser(ctx, tx, in.ID)
		})
}

type createUserInput struct {
	Body httpapi.Draft[newUser]
	hash string
}

// Prepare hashes the password.
func (in *createUserInput) Prepare(ctx context.Context) (err error) {
	in.hash, err = HashPassword(ctx, string(in.Body.Fields.Password))
	return err
}

type changeUserInput struct {
	httpapi.ByID
	Body httpapi.Patch[userChange]
	hash string
}

// Prepare hashes the new password, if one was sent.
func (in *changeUserInput) Prepare(ctx context.Context) error {
	var sent userChange
	if err := in.Body.Apply(&sent); err != nil || !slices.Contains(in.Body.Given(), "password") {
		return err
	}
	var err error
	in.hash, err = HashPassword(ctx, string(sent.Password))
	return err
}

func registerUserWrites(api *httpapi.API) {
	httpapi.Act(api, authz.UserWrite, httpapi.Op{ID: "create-user", Method: http.MethodPost, Path: "/users", Summary: "Add a user", Tag: "users", Status: http.StatusCreated},
		func(ctx context.Context, tx *sqldb.Tx, in *createUserInput) (User, error) {
			f := in.Body.Fields
			if err := refusePersonal(ctx, tx, string(f.Password), "password", f.UserID); err != nil {
				return User{}, err
			}
			active := f.Active || !slices.Contains(in.Body.Given(), "active")
			return createUser(ctx, tx, User{UserFields: f.UserFields, Active: active, MustChangePassword: f.MustChangePassword}, in.hash)
		})
	httpapi.Act(api, authz.UserWrite, httpapi.Op{ID: "change-user", Method: http.MethodPatch, Path: "/users/{id}", Summary: "Change a user", Tag: "users"},
		func(ctx context.Context, tx *sqldb.Tx, in *changeUserInput) (User, error) {
			return changeUser(ctx, tx, in.ID, &in.Body, in.hash)
		})
	httpapi.Act(api, authz.UserWrite, httpapi.Op{ID: "delete-user", Method: http.MethodDelete, Path: "/users/{id}", Summary: "Delete a user who has worked on no record", Tag: "users", Status: http.StatusNoContent},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, removeUser(ctx, tx, in.ID)
		})
}

type listPhysiciansInput struct {
	DepartmentID int64  `query:"department_id" minimum:"1"`
	Q            string `query:"q" maxLength:"100" doc:"Words of the name or the specialisation"`
}

// PolicyRule is one permission, in words, and who holds it.
type PolicyRule struct {
	Permission authz.Permission `json:"permission"`
	Sentence   string           `json:"sentence"`
	Roles      []authz.Role     `json:"roles" doc:"Every role that holds it"`
}

func registerLookups(api *httpapi.API) {
	httpapi.Read(api, authz.PhysicianRead, httpapi.Op{ID: "list-physicians", Method: http.MethodGet, Path: "/physicians", Summary: "Active Doctors who have a department", Tag: "physicians"},
		func(ctx context.Context, tx *sqldb.Tx, in *listPhysiciansInput) (httpapi.List[Doctor], error) {
			rows, err := listPhysicians(ctx, tx, in.DepartmentID, in.Q)
			return httpapi.Whole(rows), err
		})
	httpapi.Read(api, authz.UserRead, httpapi.Op{ID: "list-roles", Method: http.MethodGet, Path: "/roles", Summary: "Which role may do what", Tag: "users"},
		func(context.Context, *sqldb.Tx, *struct{}) (httpapi.List[PolicyRule], error) {
			return httpapi.Whole(policyTable()), nil
		})
}

func policyTable() []PolicyRule {
	var out []PolicyRule
	for _, r := range authz.Policy() {
		rule := PolicyRule{Permission: r.Permission, Sentence: r.Allows}
		for _, role := range authz.Roles() {
			if authz.Holds(role, r.Permission) {
				rule.Roles = append(rule.Roles, role)
			}
		}
		out = append(out, rule)
	}
	return out
}
