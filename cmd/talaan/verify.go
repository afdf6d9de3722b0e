package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"talaan/internal/app"
	"talaan/internal/billing"
	"talaan/internal/media"
)

type verifyCmd struct {
	Media  verifyMediaCmd  `cmd:"" help:"Read every file and compare it with what was recorded; exit status 1 when one is damaged or missing."`
	Ledger verifyLedgerCmd `cmd:"" help:"Recompute every bill from its entries; exit status 1 when one does not add up."`
	Audit  verifyAuditCmd  `cmd:"" help:"Read the whole audit trail and compare it with the heads that were kept of it; exit status 1 when an entry was changed, deleted, moved or cut off."`
	Backup verifyBackupCmd `cmd:"" help:"Restore a backup for a trial, into a temporary folder, and check everything in it; exit status 1 when something is wrong."`
}

type verifyMediaCmd struct {
	storage
}

// progressEvery is how often a long look says how far it is.
const progressEvery = 5 * time.Second

// Run reads all files and lists those that are not as they were recorded.
func (c *verifyMediaCmd) Run(e *env) error {
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	said := time.Now()
	found, err := a.Media.Verify(e.ctx,
		func(f media.Fault) error {
			_, err := fmt.Fprintf(e.stdout, "%s %s; used by: %s\n", f.SHA256, f.What, uses(f.Where))
			return err
		},
		func(soFar media.Verified) {
			if time.Since(said) >= progressEvery {
				said = time.Now()
				_, _ = fmt.Fprintf(e.stderr, "%d files read (%s)\n", soFar.Files, inBytes(soFar.Bytes))
			}
		})
	if err = errors.Join(err, a.Close()); err != nil {
		return fmt.Errorf("the files could not all be checked: %w", err)
	}
	if found.Unrecorded > 0 {
		if _, err := fmt.Fprintf(e.stdout, "%d more objects in the store belong to no recorded file; they are deleted when they are a day old.\n", found.Unrecorded); err != nil {
			return err
		}
	}
	if found.Faults > 0 {
		return fmt.Errorf("%d of %d files are damaged or missing", found.Faults, found.Files)
	}
	_, err = fmt.Fprintf(e.stdout, "All %d files are whole (%s).\n", found.Files, inBytes(found.Bytes))
	return err
}

type verifyLedgerCmd struct {
	storage
}

// Run recomputes all bills and names what does not add up.
func (c *verifyLedgerCmd) Run(e *env) error {
	a, err := app.Open(e.ctx, c.config())
	if err != nil {
		return err
	}
	found, err := a.Billing.VerifyLedger(e.ctx, func(f billing.LedgerFault) error {
		where := "the receipts"
		if f.BillID != 0 {
			where = fmt.Sprintf("bill %s (%d)", f.Code, f.BillID)
		}
		_, err := fmt.Fprintf(e.stdout, "%s: %s\n", where, f.What)
		return err
	})
	if err = errors.Join(err, a.Close()); err != nil {
		return fmt.Errorf("the ledger could not be checked to its end: %w", err)
	}
	if found.Faults > 0 {
		return fmt.Errorf("%d things in %d bills do not add up", found.Faults, found.Bills)
	}
	_, err = fmt.Fprintf(e.stdout, "All %d bills add up (%d charges, %d receipts without a gap, %d shifts).\n", found.Bills, found.Charges, found.Receipts, found.Shifts)
	return err
}

func uses(where []string) string {
	if len(where) == 0 {
		return "nothing"
	}
	return strings.Join(where, "; ")
}

// inBytes says how many bytes there are, as people read it.
func inBytes(n int64) string {
	if n < 1<<30 {
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.2f GB", float64(n)/(1<<30))
}
