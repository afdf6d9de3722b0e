package hospital

import (
	"context"

	"talaan/internal/paper"
	"talaan/internal/sqldb"
)

// House is the head of the hospital's papers.
func House(ctx context.Context, tx *sqldb.Tx) (paper.House, error) {
	r, err := load(ctx, tx)
	return paper.House{Name: r.Name, Address: r.Address, Phone: r.Phone}, err
}
