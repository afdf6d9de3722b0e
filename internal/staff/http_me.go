package staff

import (
	"context"
	"mime/multipart"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/media"
	"talaan/internal/sqldb"
)

func sessionOp(id, method, path, summary string, despite ...authz.Bar) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "sessions", Status: http.StatusNoContent, Despite: despite}
}

func meOp(id, method, path, summary string, status int, despite ...authz.Bar) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "me", Status: status, Despite: despite}
}

// nothing answers an act that has no answer.
func nothing(err error) (*httpapi.Answer[httpapi.Nothing], error) {
	return &httpapi.Answer[httpapi.Nothing]{}, err
}

type unlockInput struct {
	Body unlockBody
}

func (s *Staff) registerLock(api *httpapi.API) {
	httpapi.Act(api, authz.SignedIn, sessionOp("lock-session", http.MethodPost, "/sessions/current/lock", "Lock this session: until it is unlocked it can do nothing", authz.Locked, authz.PasswordChangeDue, authz.SecondFactorNeeded),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, lockSession(ctx, tx)
		})
	httpapi.Raw(api, authz.SignedIn, sessionOp("unlock-session", http.MethodPost, "/sessions/current/unlock", "Unlock this session with the PIN or the password", authz.Locked),
		func(ctx context.Context, in *unlockInput) (*httpapi.Answer[httpapi.Nothing], error) {
			return nothing(s.unlock(ctx, in.Body))
		})
}

type profileInput struct {
	Body httpapi.Patch[profileFields]
}

type pinInput struct {
	Body struct {
		Password httpapi.Secret `json:"password" clean:"no" minLength:"1" maxLength:"1000"`
		PIN      httpapi.Secret `json:"pin" minLength:"1" maxLength:"20" doc:"4 to 8 digits"`
	}
}

func (s *Staff) registerMe(api *httpapi.API) {
	httpapi.Read(api, authz.SignedIn, meOp("get-my-profile", http.MethodGet, "/me/profile", "What is known of me", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (User, error) {
			return GetUser(ctx, tx, authz.From(ctx).ID)
		})
	httpapi.Act(api, authz.SignedIn, meOp("change-my-profile", http.MethodPatch, "/me/profile", "Change how I am reached", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *profileInput) (User, error) {
			return changeProfile(ctx, tx, &in.Body)
		})
	httpapi.Raw(api, authz.SignedIn, meOp("set-my-pin", http.MethodPost, "/me/pin", "Set the PIN that unlocks my sessions", http.StatusNoContent),
		func(ctx context.Context, in *pinInput) (*httpapi.Answer[httpapi.Nothing], error) {
			pinHash, err := hashPIN(ctx, string(in.Body.PIN))
			if err == nil {
				_, err = s.confirmPassword(ctx, in.Body.Password, "password")
			}
			if err != nil {
				return nil, err
			}
			return nothing(s.setPIN(ctx, pinHash))
		})
	httpapi.Raw(api, authz.SignedIn, meOp("remove-my-pin", http.MethodDelete, "/me/pin", "Have no PIN any more", http.StatusNoContent),
		func(ctx context.Context, _ *struct{}) (*httpapi.Answer[httpapi.Nothing], error) {
			return nothing(s.setPIN(ctx, ""))
		})
}

type myPasswordInput struct {
	Body passwordBody
}

type redeemInput struct {
	peer
	Body redeemBody
}

func (s *Staff) registerPasswords(api *httpapi.API) {
	httpapi.Raw(api, authz.SignedIn, meOp("set-my-password", http.MethodPost, "/me/password", "Change my password; my other sessions end", http.StatusNoContent, authz.PasswordChangeDue),
		func(ctx context.Context, in *myPasswordInput) (*httpapi.Answer[httpapi.Nothing], error) {
			return nothing(s.changeMyPassword(ctx, in.Body))
		})
	httpapi.Raw(api, authz.Public, sessionOp("redeem-reset-code", http.MethodPost, "/password-resets", "Set a new password with a one-time code; all sessions of the user end"),
		func(ctx context.Context, in *redeemInput) (*httpapi.Answer[httpapi.Nothing], error) {
			return nothing(s.redeem(ctx, in.Body, in.peer))
		})
}

type confirmedInput struct {
	Body struct {
		Password httpapi.Secret `json:"password" clean:"no" minLength:"1" maxLength:"1000" doc:"My own, once more"`
	}
}

type codeInput struct {
	Body struct {
		Code httpapi.Secret `json:"code" minLength:"1" maxLength:"60" doc:"What the authenticator shows now"`
	}
}

func (s *Staff) registerFactor(api *httpapi.API) {
	const due = authz.SecondFactorNeeded
	httpapi.Read(api, authz.SignedIn, meOp("get-my-second-factor", http.MethodGet, "/me/second-factor", "Whether a code is asked for when I sign in", http.StatusOK, due),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (SecondFactor, error) {
			return s.secondFactor(ctx, tx)
		})
	httpapi.Raw(api, authz.SignedIn, meOp("enrol-second-factor", http.MethodPost, "/me/second-factor", "Draw a secret for my authenticator; it counts once it is confirmed", http.StatusCreated, due),
		confirmed(s, s.enrol))
	httpapi.Raw(api, authz.SignedIn, meOp("confirm-second-factor", http.MethodPost, "/me/second-factor/confirm", "Confirm the secret with a code; answers recovery codes, and ends my other sessions", http.StatusOK, due),
		func(ctx context.Context, in *codeInput) (*httpapi.Answer[RecoveryCodes], error) {
			out, err := s.confirmFactor(ctx, string(in.Body.Code))
			return &httpapi.Answer[RecoveryCodes]{Body: out}, err
		})
	httpapi.Raw(api, authz.SignedIn, meOp("renew-recovery-codes", http.MethodPost, "/me/second-factor/recovery-codes", "Get new recovery codes; the old ones are good no more", http.StatusOK),
		confirmed(s, s.renewRecoveryCodes))
	httpapi.Raw(api, authz.SignedIn, meOp("remove-my-second-factor", http.MethodPost, "/me/second-factor/remove", "Be asked for no code any more", http.StatusNoContent),
		confirmed(s, func(ctx context.Context) (httpapi.Nothing, error) { return httpapi.Nothing{}, s.removeMyFactor(ctx) }))
}

// confirmed does act once the caller has shown the password.
func confirmed[B any](s *Staff, act func(ctx context.Context) (B, error)) func(context.Context, *confirmedInput) (*httpapi.Answer[B], error) {
	return func(ctx context.Context, in *confirmedInput) (*httpapi.Answer[B], error) {
		if _, err := s.confirmPassword(ctx, in.Body.Password, "password"); err != nil {
			return nil, err
		}
		out, err := act(ctx)
		return &httpapi.Answer[B]{Body: out}, err
	}
}

type rulesInput struct {
	Body httpapi.Patch[SignInFields]
}

func (s *Staff) registerRules(api *httpapi.API) {
	op := func(id, method, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: "/sign-in-settings", Summary: summary, Tag: "sessions", Status: http.StatusOK}
	}
	httpapi.Read(api, authz.SignedIn, op("get-sign-in-settings", http.MethodGet, "When sessions end and lock, and which roles need a second factor"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (SignInSettings, error) {
			return s.signInSettings(ctx, tx)
		})
	httpapi.Act(api, authz.SignInSettings, op("change-sign-in-settings", http.MethodPatch, "Change when sessions end and lock, and which roles need a second factor"),
		func(ctx context.Context, tx *sqldb.Tx, in *rulesInput) (SignInSettings, error) {
			return s.changeRules(ctx, tx, &in.Body)
		})
}

type photoInput struct {
	httpapi.ByID
	httpapi.Form
}

type myPhotoInput struct {
	httpapi.Form
}

func photoOp(id, method, path, summary string, status int) httpapi.Op {
	return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: "photos", Status: status}
}

func (s *Staff) registerPhotos(api *httpapi.API) {
	parts := []httpapi.Part{{Name: "file", Doc: "A JPEG, PNG or WebP picture", File: true}}
	httpapi.Read(api, authz.SignedIn, photoOp("list-my-photos", http.MethodGet, "/me/photos", "My photos, the latest first", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.List[Photo], error) {
			rows, err := photosOf(ctx, tx, authz.From(ctx).ID)
			return httpapi.Whole(rows), err
		})
	httpapi.Receive(api, authz.SignedIn, photoOp("add-my-photo", http.MethodPost, "/me/photos", "Add a photo of mine; the first one becomes the profile picture", http.StatusCreated), parts,
		func(ctx context.Context, _ *myPhotoInput, form *multipart.Reader) (*media.Staged, error) {
			return s.takePhoto(ctx, form)
		},
		func(ctx context.Context, tx *sqldb.Tx, _ *myPhotoInput, p *media.Staged) (Photo, error) {
			return s.addPhoto(ctx, tx, authz.From(ctx).ID, p)
		})
	httpapi.Read(api, authz.UserRead, photoOp("list-user-photos", http.MethodGet, "/users/{id}/photos", "A user's photos, the latest first", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[Photo], error) {
			rows, err := photosOf(ctx, tx, in.ID)
			return httpapi.Whole(rows), err
		})
	httpapi.Receive(api, authz.UserWrite, photoOp("add-user-photo", http.MethodPost, "/users/{id}/photos", "Add a photo of a user; the first one becomes the profile picture", http.StatusCreated), parts,
		func(ctx context.Context, _ *photoInput, form *multipart.Reader) (*media.Staged, error) {
			return s.takePhoto(ctx, form)
		},
		func(ctx context.Context, tx *sqldb.Tx, in *photoInput, p *media.Staged) (Photo, error) {
			return s.addPhoto(ctx, tx, in.ID, p)
		})
	httpapi.Act(api, authz.SignedIn, photoOp("choose-photo", http.MethodPost, "/photos/{id}/choose", "Make a photo the profile picture; one's own, or with the right to change users", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Photo, error) {
			return choosePhoto(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.SignedIn, photoOp("delete-photo", http.MethodDelete, "/photos/{id}", "Hide a photo; it is kept; one's own, or with the right to change users", http.StatusNoContent),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, deletePhoto(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.UserWrite, photoOp("restore-photo", http.MethodPost, "/photos/{id}/restore", "Show a deleted photo again", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Photo, error) {
			return restorePhoto(ctx, tx, in.ID)
		})
	httpapi.Download(api, authz.SignedIn, photoOp("get-photo-content", http.MethodGet, "/photos/{id}/content", "A photo's bytes; profile pictures for all, others for the user and with the right to see users", http.StatusOK), s.photoContent)
	httpapi.Download(api, authz.SignedIn, photoOp("get-photo-thumbnail", http.MethodGet, "/photos/{id}/thumbnail", "A small photo, as JPEG; not found until it is made", http.StatusOK), s.photoThumbnail)
}
