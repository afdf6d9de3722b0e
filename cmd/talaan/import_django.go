package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"talaan/internal/app"
	"talaan/internal/olddjango"
)

type importDjangoCmd struct {
	house
	Dump       string `arg:"" help:"What manage.py dumpdata wrote, in UTF-8, or in UTF-16 as PowerShell writes it."`
	Media      string `help:"The old application's folder of uploaded files (its MEDIA_ROOT)." placeholder:"DIR"`
	MediaStore string `help:"Where files are kept from now on, as --media says to the other commands." default:"folder:" env:"TALAAN_MEDIA" placeholder:"URL"`
	DryRun     bool   `help:"Only report; change nothing."`
	Report     string `help:"Write the report as a table (CSV) too." placeholder:"FILE"`
}

// Run moves the hospital over and reports every row that was not taken; the exit
// status is 1 when there is one.
func (c *importDjangoCmd) Run(e *env) (err error) {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return fmt.Errorf("time zone %q is not known; write one like Asia/Manila", c.Timezone)
	}
	dump, err := os.Open(filepath.Clean(c.Dump))
	if err != nil {
		return fmt.Errorf("read the dump: %w", err)
	}
	defer func() { err = errors.Join(err, dump.Close()) }()
	a, err := app.Open(e.ctx, c.config(c.MediaStore))
	if err != nil {
		return err
	}
	report, err := olddjango.Run(e.ctx, a, olddjango.Options{Dump: dump, Media: c.Media, Zone: zone, DryRun: c.DryRun})
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	if err := c.tell(e, report); err != nil {
		return err
	}
	if n := report.NotTaken(); n > 0 {
		return fmt.Errorf("%d rows were not taken", n)
	}
	return nil
}

// tell writes the report to the terminal and, when asked, to a file.
func (c *importDjangoCmd) tell(e *env, report *olddjango.Report) error {
	if err := report.WriteText(e.stdout); err != nil {
		return err
	}
	did := "rows were taken"
	if c.DryRun {
		did = "rows would be taken; nothing was changed"
	}
	if _, err := fmt.Fprintf(e.stdout, "%d %s.\n", report.Taken(), did); err != nil || c.Report == "" {
		return err
	}
	f, err := os.OpenFile(filepath.Clean(c.Report), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return errors.Join(report.WriteCSV(f), f.Close())
}
