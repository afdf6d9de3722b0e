package main

import (
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"talaan/internal/app"
	"talaan/internal/backup"
	"talaan/internal/backup/archive"
)

type restoreCmd struct {
	storage
	From           string `help:"The backup file." required:"" placeholder:"FILE"`
	PassphraseFile string `help:"A file whose first line is the passphrase." placeholder:"FILE"`
	Confirm        string `help:"The hospital's name, instead of typing it when asked." placeholder:"NAME"`
	Damaged        bool   `help:"Restore although the present database cannot be read. Its files are copied aside; its audit trail and its list of backups are lost."`
}

// Run puts a backup in the place of the present.
func (c *restoreCmd) Run(e *env) error {
	passphrase, err := readPassphrase(c.PassphraseFile)
	if err != nil {
		return err
	}
	say := sayProgress(e.stderr)
	done, err := app.Restore(e.ctx, c.config(), app.RestoreRequest{
		From: backup.Source{Path: c.From, Passphrase: passphrase}, Damaged: c.Damaged,
		Confirm:  func(name string, m archive.Manifest) error { return c.confirm(e, name, m) },
		Progress: func(done int64) { say(done, 0) },
	})
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	before, err := filepath.Abs(done.Before)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "Restored: %q as it was at %s. Everybody signs in anew, with the password of that time.\nWhat was there before is kept in %s.\n",
		done.Manifest.Hospital, done.Manifest.MadeAt.Local().Format("2006-01-02 15:04:05 MST"), before)
	return err
}

// confirm asks for the hospital's name.
func (c *restoreCmd) confirm(e *env, name string, m archive.Manifest) error {
	typed := c.Confirm
	if typed == "" {
		_, err := fmt.Fprintf(e.stderr, "The backup is whole. It is of %q, of %s. It takes the place of all that is there now.\nType the hospital's name, %s, to go on: ",
			m.Hospital, m.MadeAt.Local().Format("2006-01-02 15:04:05 MST"), name)
		if err != nil {
			return err
		}
		line, err := bufio.NewReader(e.stdin).ReadString('\n')
		if typed = strings.TrimSpace(line); typed == "" {
			return errors.Join(errors.New("the hospital's name was not typed"), err)
		}
	}
	if typed != name {
		return fmt.Errorf("%q is not the hospital's name, which is %q", typed, name)
	}
	return nil
}
