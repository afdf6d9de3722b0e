package audit

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"talaan/internal/sqldb"
)

// Head says how far the trail went at a moment. Kept outside the database, on
// paper or in a file, it shows later whether the trail was cut or written anew.
type Head struct {
	Entry int64     `json:"entry" doc:"Number of the last entry"`
	Print string    `json:"print" doc:"26 letters and digits that depend on every entry up to it"`
	At    time.Time `json:"at" doc:"When this was the head"`
	Text  string    `json:"text" doc:"Both in one word, as talaan verify audit --head takes it"`
}

var headForm = regexp.MustCompile(`^([0-9]{1,18})-([A-Z2-7]{26})$`)

// ParseHead reads what Head.Text says, like 1204-ABCDEFGHIJKLMNOPQRSTUVWXYZ.
func ParseHead(text string) (Head, error) {
	m := headForm.FindStringSubmatch(text)
	if m == nil {
		return Head{}, fmt.Errorf("%q is not a head of the trail; it looks like 1204-ABCDEFGHIJKLMNOPQRSTUVWXYZ", text)
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	return Head{Entry: n, Print: m[2], Text: text}, err
}

// Head returns how far the trail goes now.
func (c *Chain) Head(ctx context.Context, tx *sqldb.Tx) (Head, error) {
	end, err := readEnd(ctx, tx)
	if err != nil {
		return Head{}, err
	}
	mac := ""
	if end.LastID > 0 {
		mac, err = sqldb.One[string](ctx, tx, `SELECT mac FROM audit_entries WHERE id = ?`, end.LastID)
		if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
			return Head{}, fmt.Errorf("read the last audit entry: %w", err)
		}
	}
	h := Head{Entry: end.LastID, Print: c.print(end.LastID, mac), At: tx.Now}
	h.Text = strconv.FormatInt(h.Entry, 10) + "-" + h.Print
	return h, nil
}

// Fault is what is wrong with the trail; Entry is the first bad one.
type Fault struct {
	Entry int64
	What  string
}

func (f *Fault) Error() string { return fmt.Sprintf("entry %d: %s", f.Entry, f.What) }

// Verify reads the whole trail and returns how many entries it has. It returns
// a *Fault that names the first entry that was changed, taken out, put in or
// moved, or after which the rest was cut off, and the first of heads that the
// trail does not agree with. progress is called now and then; it may be nil.
func (c *Chain) Verify(ctx context.Context, db *sqldb.DB, heads []Head, progress func(done int64)) (int64, error) {
	v := verification{chain: c, end: state{0, c.end(0, "")}, heads: map[int64][]string{}}
	for _, h := range heads {
		v.heads[h.Entry] = append(v.heads[h.Entry], h.Print)
	}
	err := db.View(ctx, func(tx *sqldb.Tx) error {
		stored, err := readEnd(ctx, tx)
		if err != nil {
			return err
		}
		if err := v.agrees(""); err != nil {
			return err
		}
		err = eachEntry(ctx, tx, 0, func(rows []row) error {
			for i := range rows {
				if err := v.next(&rows[i]); err != nil {
					return err
				}
			}
			if progress != nil {
				progress(v.end.LastID)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return v.finish(stored)
	})
	return v.end.LastID, err
}

type verification struct {
	chain *Chain
	end   state
	heads map[int64][]string
}

// next checks the entry after the end.
func (v *verification) next(r *row) error {
	if r.ID != v.end.LastID+1 {
		return &Fault{v.end.LastID + 1, fmt.Sprintf("is missing; the next one is %d", r.ID)}
	}
	if r.MAC != v.chain.mac(v.end, r) {
		return &Fault{r.ID, "was changed, or does not belong after the one before it"}
	}
	v.end = state{r.ID, v.chain.end(r.ID, r.MAC)}
	return v.agrees(r.MAC)
}

// agrees compares the end with what was kept outside.
func (v *verification) agrees(mac string) error {
	for _, p := range v.heads[v.end.LastID] {
		if p != v.chain.print(v.end.LastID, mac) {
			return &Fault{v.end.LastID, fmt.Sprintf("is not the one of the head %d-%s; it or one before it was written anew", v.end.LastID, p)}
		}
	}
	delete(v.heads, v.end.LastID)
	return nil
}

// finish checks that the trail ends where it should.
func (v *verification) finish(stored state) error {
	last := v.end.LastID
	if stored != v.end {
		return &Fault{last + 1, fmt.Sprintf("and all after it may have been cut off: the trail ends with %d, and its end was noted as %d with another seal", last, stored.LastID)}
	}
	var first int64
	for n := range v.heads {
		if first == 0 || n < first {
			first = n
		}
	}
	if first > 0 {
		return &Fault{last + 1, fmt.Sprintf("was cut off with all after it: a head was kept of entry %d", first)}
	}
	return nil
}
