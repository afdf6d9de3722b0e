package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

type userCmd struct {
	Add          userAddCmd          `cmd:"" help:"Make a user; the password is read from standard input."`
	Password     userPasswordCmd     `cmd:"" help:"Give a user another password, read from standard input; it ends the user's sessions."`
	ResetCode    userResetCodeCmd    `cmd:"" name:"reset-code" help:"Print a one-time code with which a user sets a new password."`
	RemoveFactor userRemoveFactorCmd `cmd:"" name:"remove-second-factor" help:"Take a lost second factor away from a user."`
}

type userAddCmd struct {
	storage
	UserID        string   `help:"What the user signs in with." required:"" placeholder:"ID"`
	Role          []string `help:"Admin, Doctor, Nurse, Coder, Teller or Receptionist; may be given several times." required:"" placeholder:"ROLE"`
	GivenName     string   `help:"Given name." placeholder:"NAME"`
	FamilyName    string   `help:"Family name." placeholder:"NAME"`
	PasswordStdin bool     `help:"Read the password from the first line of standard input." required:""`
}

// longestPassword is how much of standard input is read for a password.
const longestPassword = 4096

// readPassword reads a new password and returns it with its hash.
func readPassword(e *env) (password, hash string, err error) {
	text, err := io.ReadAll(io.LimitReader(e.stdin, longestPassword))
	if err != nil {
		return "", "", fmt.Errorf("read the password from standard input: %w", err)
	}
	password, _, _ = strings.Cut(string(text), "\n")
	password = strings.TrimSuffix(password, "\r")
	if password == "" {
		return "", "", errors.New("the password is missing: write it to standard input")
	}
	hash, err = staff.HashPassword(e.ctx, password)
	return password, hash, err
}

// Run makes the user.
func (c *userAddCmd) Run(e *env) error {
	password, hash, err := readPassword(e)
	if err != nil {
		return err
	}
	fields := staff.UserFields{UserID: c.UserID, GivenName: c.GivenName, FamilyName: c.FamilyName}
	for _, r := range c.Role {
		fields.Roles = append(fields.Roles, authz.Role(r))
	}
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	var made staff.User
	ctx := authz.With(e.ctx, authz.System("command line"))
	err = a.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		if err := staff.RefusePersonal(ctx, tx, password, c.UserID); err != nil {
			return err
		}
		made, err = staff.CreateUser(ctx, tx, fields, hash)
		return err
	})
	if err != nil {
		return errors.Join(err, a.Close())
	}
	_, err = fmt.Fprintf(e.stdout, "User %s was made.\n", made.UserID)
	return errors.Join(err, a.Close())
}

// oneUser names the user that a command is about.
type oneUser struct {
	storage
	UserID string `help:"What the user signs in with." required:"" placeholder:"ID"`
}

// act does something about the user and prints what it says.
func (c *oneUser) act(e *env, do func(ctx context.Context, a *app.App, u staff.User) (says string, err error)) error {
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	ctx := authz.With(e.ctx, authz.System("command line"))
	var u staff.User
	err = a.DB.View(ctx, func(tx *sqldb.Tx) (err error) {
		u, err = staff.FindUser(ctx, tx, c.UserID)
		return err
	})
	says := ""
	if err == nil {
		says, err = do(ctx, a, u)
	}
	if err == nil {
		_, err = fmt.Fprintln(e.stdout, says)
	}
	return errors.Join(err, a.Close())
}

type userPasswordCmd struct {
	oneUser
	PasswordStdin bool `help:"Read the password from the first line of standard input." required:""`
	MustChange    bool `help:"The user must choose another one at the next sign-in."`
}

// Run sets the password.
func (c *userPasswordCmd) Run(e *env) error {
	password, hash, err := readPassword(e)
	if err != nil {
		return err
	}
	return c.act(e, func(ctx context.Context, a *app.App, u staff.User) (string, error) {
		err := a.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			if err := staff.RefusePersonal(ctx, tx, password, u.UserID); err != nil {
				return err
			}
			return staff.SetPassword(ctx, tx, u.ID, hash, c.MustChange)
		})
		return fmt.Sprintf("User %s has a new password.", u.UserID), err
	})
}

type userResetCodeCmd struct{ oneUser }

// Run makes a one-time code.
func (c *userResetCodeCmd) Run(e *env) error {
	return c.act(e, func(ctx context.Context, a *app.App, u staff.User) (string, error) {
		zone, err := time.LoadLocation(c.Timezone)
		if err != nil {
			return "", err
		}
		made, err := a.Staff.MakeResetCode(ctx, u.ID)
		return fmt.Sprintf("User %s sets a new password with the code %s until %s.", u.UserID, made.Code, made.ExpiresAt.In(zone).Format("2006-01-02 15:04")), err
	})
}

type userRemoveFactorCmd struct{ oneUser }

// Run removes the second factor.
func (c *userRemoveFactorCmd) Run(e *env) error {
	return c.act(e, func(ctx context.Context, a *app.App, u staff.User) (string, error) {
		err := a.DB.InTx(ctx, func(tx *sqldb.Tx) error { return staff.RemoveFactor(ctx, tx, u.ID) })
		return fmt.Sprintf("User %s signs in without a second factor now.", u.UserID), err
	})
}
