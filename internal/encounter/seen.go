package encounter

import (
	"context"

	"talaan/internal/sqldb"
)

// Seen returns a case as far as the caller may see it; errs.NotFound when absent.
func (s *Encounters) Seen(ctx context.Context, tx *sqldb.Tx, id int64) (Encounter, error) {
	return seen(ctx)(s.Get(ctx, tx, id))
}
