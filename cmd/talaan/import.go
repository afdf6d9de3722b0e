package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/billing"
	"talaan/internal/sqldb"
)

type importCmd struct {
	Django    importDjangoCmd    `cmd:"" help:"Everything from the old Django application: its dump and its folder of uploaded files."`
	CaseRates importCaseRatesCmd `cmd:"" name:"case-rates" help:"PhilHealth's case rates from a CSV file: code, description, hospital_part, professional_part, effective_from, effective_to."`
}

type importCaseRatesCmd struct {
	storage
	File   string `arg:"" help:"The CSV file, in UTF-8."`
	DryRun bool   `help:"Only report; change nothing."`
}

// Run takes over the table and lists the rows that were not taken; the exit
// status is 1 when there is one.
func (c *importCaseRatesCmd) Run(e *env) error {
	text, err := os.ReadFile(filepath.Clean(c.File))
	if err != nil {
		return fmt.Errorf("read the table: %w", err)
	}
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	ctx := authz.With(e.ctx, authz.System("command line"))
	var report billing.ImportReport
	err = a.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		report, err = billing.ImportCaseRates(ctx, tx, billing.ImportInput{CSV: string(text), DryRun: c.DryRun})
		return err
	})
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	for _, r := range report.Refused {
		if _, err := fmt.Fprintf(e.stdout, "line %d, %s: %s %s\n", r.Line, r.Row, r.Column, r.Message); err != nil {
			return err
		}
	}
	did := "taken over"
	if c.DryRun {
		did = "that would be taken over"
	}
	if _, err := fmt.Fprintf(e.stdout, "Rows %s: %d new, %d changed; %d unchanged.\n", did, report.Added, report.Changed, report.Unchanged); err != nil {
		return err
	}
	if len(report.Refused) > 0 {
		return fmt.Errorf("%d rows were not taken", len(report.Refused))
	}
	return nil
}
