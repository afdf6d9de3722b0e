package staff

import (
	"context"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type userSessionInput struct {
	httpapi.ByID
	SessionID int64 `path:"session_id" minimum:"1" doc:"The session's id"`
}

func userOp(id, method, path, summary string, status int) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "users", Status: status}
}

// registerUserAccess adds what an Admin does about how a user signs in.
func (s *Staff) registerUserAccess(api *httpapi.API) {
	httpapi.Raw(api, authz.UserReset, userOp("make-reset-code", http.MethodPost, "/users/{id}/reset-code", "Give a user a one-time code for a new password; it is shown once", http.StatusCreated),
		func(ctx context.Context, in *httpapi.ByID) (*httpapi.Answer[ResetCode], error) {
			out, err := s.MakeResetCode(ctx, in.ID)
			return &httpapi.Answer[ResetCode]{Body: out}, err
		})
	httpapi.Act(api, authz.UserReset, userOp("remove-second-factor", http.MethodDelete, "/users/{id}/second-factor", "Take a lost second factor away from a user", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, RemoveFactor(ctx, tx, in.ID)
		})
	httpapi.Read(api, authz.UserSessions, userOp("list-user-sessions", http.MethodGet, "/users/{id}/sessions", "Where a user is signed in", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[OpenSession], error) {
			if _, err := GetUser(ctx, tx, in.ID); err != nil {
				return httpapi.List[OpenSession]{}, err
			}
			rows, err := sessionsOf(ctx, tx, in.ID)
			return httpapi.Whole(rows), err
		})
	httpapi.Act(api, authz.UserSessions, userOp("end-user-sessions", http.MethodDelete, "/users/{id}/sessions", "End all sessions of a user", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, endUserSessions(ctx, tx, in.ID, 0)
		})
	httpapi.Act(api, authz.UserSessions, userOp("end-user-session", http.MethodDelete, "/users/{id}/sessions/{session_id}", "End one session of a user", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, in *userSessionInput) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, endUserSessions(ctx, tx, in.ID, in.SessionID)
		})
}
