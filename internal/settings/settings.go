// Package settings keeps what an Admin sets for the whole hospital: groups of
// named texts, each group with a version and a history of its own.
package settings

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"talaan/internal/audit"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// ID stands for a group in the audit trail, where there is one of each.
const ID = 1

// Group is a group of settings; F holds its values.
type Group[F any] struct {
	Entity  string   // in the audit trail
	Counter string   // that counts the group's versions
	First   func() F // what holds until somebody sets something
	Texts   func(f F) map[string]string
	Read    func(f *F, name, text string) error // takes one of Texts back
}

type setting struct {
	Name  string `db:"name"`
	Value string `db:"value"`
}

// Load returns the settings; version 0 means that nobody changed them yet.
func (g *Group[F]) Load(ctx context.Context, tx *sqldb.Tx) (f F, version int64, err error) {
	kept, err := g.kept(ctx, tx)
	if err == nil {
		f, err = g.parse(kept)
	}
	if err != nil {
		return f, 0, err
	}
	version, err = sqldb.One[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, g.Counter)
	if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
		return f, 0, fmt.Errorf("load the version of %s: %w", g.Entity, err)
	}
	return f, version, nil
}

func (g *Group[F]) kept(ctx context.Context, tx *sqldb.Tx) ([]setting, error) {
	names := slices.Collect(maps.Keys(g.Texts(g.First())))
	rows, err := sqldb.All[setting](ctx, tx, `SELECT name, value FROM settings WHERE name IN (`+sqldb.In(len(names))+`)`, sqldb.Args(names)...)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", g.Entity, err)
	}
	return rows, nil
}

func (g *Group[F]) parse(rows []setting) (F, error) {
	f := g.First()
	for _, r := range rows {
		if err := g.Read(&f, r.Name, r.Value); err != nil {
			return f, fmt.Errorf("load the setting %s: %w", r.Name, err)
		}
	}
	return f, nil
}

// Change lets edit change the settings and returns them with their new version.
// edit may refuse; it is told what was there and its version. Of two at once
// the second waits for the first.
func (g *Group[F]) Change(ctx context.Context, tx *sqldb.Tx, edit func(before F, version int64, after *F) error) (after F, version int64, err error) {
	version, err = tx.Next(ctx, g.Counter) // which locks the group
	if err != nil {
		return after, 0, err
	}
	kept, err := g.kept(ctx, tx)
	if err != nil {
		return after, 0, err
	}
	before, err := g.parse(kept)
	if err != nil {
		return after, 0, err
	}
	if after, err = g.parse(kept); err != nil {
		return after, 0, err
	}
	if err := edit(before, version-1, &after); err != nil {
		return before, version - 1, err
	}
	texts := g.Texts(after)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if err := set(ctx, tx, name, texts[name]); err != nil {
			return after, version, err
		}
	}
	return after, version, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: g.Entity, ID: ID, Before: before, After: after})
}

// Patch writes the sent fields; check may refuse or mend what comes of them.
// Who read an older version is refused and shown what is there, as view puts it.
func (g *Group[F]) Patch(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[F], view func(f F, version int64) any, check func(f *F) error) (F, int64, error) {
	return g.Change(ctx, tx, func(before F, version int64, after *F) error {
		if patch.Stale(version) {
			return httpapi.Stale(view(before, version))
		}
		if err := patch.Apply(after); err != nil {
			return err
		}
		return check(after)
	})
}

func set(ctx context.Context, tx *sqldb.Tx, name, value string) error {
	n, err := tx.Exec(ctx, `UPDATE settings SET value = ? WHERE name = ?`, value, name)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES (?, ?)`, name, value)
	}
	if errors.Is(err, sqldb.ErrDuplicate) {
		return sqldb.Retry(err)
	}
	if err != nil {
		return fmt.Errorf("set %s: %w", name, err)
	}
	return nil
}
