package sqldb_test

import (
	"context"
	"errors"
	"testing"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// A part that fails is undone with its entries in the audit trail; what was done
// before and after it stays.
func TestPart(t *testing.T) {
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		ctx := authz.With(t.Context(), authz.System("test"))
		put := func(ctx context.Context, tx *sqldb.Tx, name string) error {
			if _, err := tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES (?, '')`, name); err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Entry{Action: name, Entity: "hospital", ID: 1})
		}
		no := errors.New("no")
		talaantest.Must(t, h.DB.InTx(ctx, func(tx *sqldb.Tx) error {
			for _, part := range []struct {
				name string
				err  error
			}{{"kept", nil}, {"undone", no}, {"kept too", nil}} {
				refused, err := tx.Part(ctx, func() error { return errors.Join(put(ctx, tx, part.name), part.err) })
				if err != nil {
					return err
				}
				if !errors.Is(refused, part.err) {
					t.Errorf("%s: refused with %v", part.name, refused)
				}
			}
			// A statement that the engine refuses ends the part alone.
			refused, err := tx.Part(ctx, func() error { return put(ctx, tx, "kept") })
			if !errors.Is(refused, sqldb.ErrDuplicate) {
				t.Errorf("the same name twice: refused with %v", refused)
			}
			return err
		}))
		talaantest.Must(t, h.DB.View(ctx, func(tx *sqldb.Tx) error {
			for _, query := range []string{`SELECT COUNT(*) FROM settings WHERE name IN ('kept', 'undone', 'kept too')`, `SELECT COUNT(*) FROM audit_entries WHERE action IN ('kept', 'undone', 'kept too')`} {
				n, err := sqldb.One[int64](ctx, tx, query)
				if err != nil || n != 2 {
					t.Errorf("%s: %d, %v", query, n, err)
				}
			}
			return nil
		}))
	})
}
