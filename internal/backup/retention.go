package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// Keeping says how many scheduled backups of a folder are kept.
type Keeping struct {
	Daily, Weekly, Monthly int64
	Zone                   *time.Location
}

// Surplus returns which of the backups of one folder need not be kept any more:
// all but the last one of each of the last days, weeks and months that have any.
// Only scheduled ones that are done count. The latest of all and the latest that was
// found good stay in any case.
func (k Keeping) Surplus(all []Backup) []Backup {
	var list []Backup
	for _, b := range all {
		if b.Status == Done && b.RemovedAt == nil {
			list = append(list, b)
		}
	}
	slices.SortFunc(list, func(x, y Backup) int {
		if c := y.StartedAt.Compare(x.StartedAt); c != 0 {
			return c
		}
		return int(y.ID - x.ID)
	})
	stays := map[int64]bool{}
	if len(list) > 0 {
		stays[list[0].ID] = true
	}
	if i := slices.IndexFunc(list, func(b Backup) bool { return b.Verification == Good }); i >= 0 {
		stays[list[i].ID] = true
	}
	for _, each := range []struct {
		most   int64
		period func(time.Time) string
	}{
		{k.Daily, func(t time.Time) string { return t.Format(time.DateOnly) }},
		{k.Weekly, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprintf("%d week %d", y, w) }},
		{k.Monthly, func(t time.Time) string { return t.Format("2006-01") }},
	} {
		seen := map[string]bool{}
		for _, b := range list {
			period := each.period(b.StartedAt.In(k.Zone))
			if !b.Scheduled || seen[period] || int64(len(seen)) >= each.most {
				continue
			}
			seen[period] = true
			stays[b.ID] = true
		}
	}
	return slices.DeleteFunc(list, func(b Backup) bool { return !b.Scheduled || stays[b.ID] })
}

// retain deletes the backups of a folder that need not be kept any more, and
// the files that belong to no remaining one.
func (b *Backups) retain(ctx context.Context, folder string, s BackupSettings) error {
	var l lease
	var all []Backup
	err := b.DB.InTx(ctx, func(tx *sqldb.Tx) (err error) {
		if l, err = b.acquire(ctx, tx, writing); err != nil {
			return err
		}
		all, err = sqldb.All[Backup](ctx, tx, `SELECT `+sqldb.Columns[Backup]("")+` FROM backups WHERE folder = ? AND removed_at IS NULL ORDER BY id`, folder)
		return err
	})
	if errs.Is(err, errs.Conflict) {
		return nil // after that one
	}
	if err != nil {
		return err
	}
	surplus := Keeping{s.KeepDaily, s.KeepWeekly, s.KeepMonthly, b.Zone}.Surplus(all)
	surplus = slices.DeleteFunc(surplus, Backup.beingRestored)
	err = b.guard(ctx, folder, func(int64) error { return b.DB.InTx(ctx, func(tx *sqldb.Tx) error { return l.renew(ctx, tx) }) }, func(ctx context.Context, m moved) error {
		for _, old := range surplus {
			path := filepath.Join(folder, old.FileName)
			if err := errors.Join(ignoreMissing(os.Remove(path)), ignoreMissing(os.Remove(listOf(path)))); err != nil {
				return err
			}
			m(1)
		}
		if len(surplus) == 0 {
			return nil
		}
		return sweepFolder(ctx, folder, all, m)
	})
	rerr := b.DB.InTx(context.WithoutCancel(ctx), func(tx *sqldb.Tx) error {
		for _, old := range surplus {
			if _, err := os.Stat(filepath.Join(folder, old.FileName)); !errors.Is(err, os.ErrNotExist) {
				continue
			}
			old.RemovedAt = &tx.Now
			if err := change(ctx, tx, old); err != nil {
				return err
			}
		}
		return l.release(ctx, tx)
	})
	if err = errors.Join(err, rerr); err != nil {
		return fmt.Errorf("delete old backups in %s: %w", folder, err)
	}
	return nil
}

// sweepFolder deletes the files of a folder that no backup in it names. It
// deletes nothing when it cannot know that of every backup there.
func sweepFolder(ctx context.Context, folder string, known []Backup, m moved) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, e := range entries {
		complete := slices.ContainsFunc(known, func(b Backup) bool { return b.FileName == e.Name() && b.Kind == Complete })
		if !strings.HasSuffix(e.Name(), extension) || complete {
			continue
		}
		if err := readList(listOf(filepath.Join(folder, e.Name())), named, m); err != nil {
			return fmt.Errorf("no file of the folder was deleted, because it is not known which belong to %s: %w", e.Name(), err)
		}
	}
	files, err := filepath.Glob(filepath.Join(folder, filesFolder, "??", "*"))
	if err != nil {
		return err
	}
	for _, path := range files {
		m(1)
		hash := strings.TrimSuffix(filepath.Base(path), sealedFile)
		if named[hash] || (len(hash) != 64 && !strings.HasSuffix(hash, unfinished)) {
			continue
		}
		if err := errors.Join(ctx.Err(), ignoreMissing(os.Remove(path))); err != nil {
			return err
		}
	}
	return nil
}

// readList adds what a list of files names; a list that is not whole is refused.
func readList(path string, named map[string]bool, m moved) error {
	f, err := os.Open(path) //nolint:gosec // beside a backup
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	lines, n := bufio.NewScanner(counting{f, m}), 0
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "end "); ok {
			if rest == fmt.Sprint(n) {
				return nil
			}
			break
		}
		named[lines.Text()] = true
		n++
	}
	return errors.Join(fmt.Errorf("%s is not whole", path), lines.Err())
}
