package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

type userCmd struct {
	Add userAddCmd `cmd:"" help:"Make a user; the password is read from standard input."`
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

// Run makes the user.
func (c *userAddCmd) Run(e *env) error {
	text, err := io.ReadAll(io.LimitReader(e.stdin, longestPassword))
	if err != nil {
		return fmt.Errorf("read the password from standard input: %w", err)
	}
	password, _, _ := strings.Cut(string(text), "\n")
	password = strings.TrimSuffix(password, "\r")
	if password == "" {
		return errors.New("the password is missing: write it to standard input")
	}
	hash, err := staff.HashPassword(e.ctx, password)
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
		made, err = staff.CreateUser(ctx, tx, fields, hash)
		return err
	})
	if err != nil {
		return errors.Join(err, a.Close())
	}
	_, err = fmt.Fprintf(e.stdout, "User %s was made.\n", made.UserID)
	return errors.Join(err, a.Close())
}
