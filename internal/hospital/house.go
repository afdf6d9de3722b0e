package hospital

import (
	"context"
	"encoding/base64"
	"fmt"

	"talaan/internal/paper"
	"talaan/internal/sqldb"
)

// House is the head of the hospital's papers.
func House(ctx context.Context, tx *sqldb.Tx) (paper.House, error) {
	r, err := load(ctx, tx)
	if err != nil {
		return paper.House{}, err
	}
	h := paper.House{Name: r.Name, Address: r.Address, Phone: r.Phone, TIN: r.TIN}
	p, err := loadLogo(ctx, tx)
	if err != nil {
		return h, err
	}
	if h.Logo, err = base64.StdEncoding.DecodeString(p.Content); err != nil {
		return h, fmt.Errorf("read the logo: %w", err)
	}
	return h, nil
}

// ReceiptFooter is what stands at the end of receipts.
func ReceiptFooter(ctx context.Context, tx *sqldb.Tx) (string, error) {
	r, err := load(ctx, tx)
	return r.ReceiptFooter, err
}
