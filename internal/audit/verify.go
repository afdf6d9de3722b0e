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
	mac, _, err := macOf(ctx, tx, end.LastID)
	return c.head(end.LastID, mac, tx.Now), err
}

func (c *Chain) head(id int64, mac string, at time.Time) Head {
	p := c.print(id, mac)
	return Head{Entry: id, Print: p, At: at, Text: strconv.FormatInt(id, 10) + "-" + p}
}

// Holds reports whether the trail still has the entry that was once its head.
func (c *Chain) Holds(ctx context.Context, tx *sqldb.Tx, h Head) (bool, error) {
	mac, found, err := macOf(ctx, tx, h.Entry)
	return found && c.print(h.Entry, mac) == h.Print, err
}

// macOf returns the seal of an entry; that of entry 0, before the first, is blank.
func macOf(ctx context.Context, tx *sqldb.Tx, id int64) (mac string, found bool, err error) {
	if id == 0 {
		return "", true, nil
	}
	mac, err = sqldb.One[string](ctx, tx, `SELECT mac FROM audit_entries WHERE id = ?`, id)
	if errors.Is(err, sqldb.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read audit entry %d: %w", id, err)
	}
	return mac, true, nil
}

// Fault is what is wrong with the trail; Entry is the first bad one.
type Fault struct { //nolint:errname // it is a fault of the trail, as of the ledger and of files
	Entry int64
	What  string
}

func (f *Fault) Error() string { return fmt.Sprintf("entry %d: %s", f.Entry, f.What) }

// Verify reads the whole trail and returns where it ends. It returns a *Fault
// that names the first entry that was changed, taken out, put in or moved, or
// after which the rest was cut off, and the first of heads that the trail does
// not agree with. progress is called now and then; it may be nil.
func (c *Chain) Verify(ctx context.Context, db *sqldb.DB, heads []Head, progress func(done int64)) (Head, error) {
	v := verification{chain: c, end: state{0, c.end(0, "")}, heads: map[int64][]string{}, progress: progress}
	for _, h := range heads {
		v.heads[h.Entry] = append(v.heads[h.Entry], h.Print)
	}
	var at time.Time
	err := db.View(ctx, func(tx *sqldb.Tx) error {
		at = tx.Now
		stored, err := readEnd(ctx, tx)
		if err != nil {
			return err
		}
		if err := v.agrees(); err != nil {
			return err
		}
		if err := eachEntry(ctx, tx, 0, sealAtOnce, v.follow); err != nil {
			return v.unreadable(ctx, tx, err)
		}
		return v.finish(stored)
	})
	return c.head(v.end.LastID, v.mac, at), err
}

type verification struct {
	chain *Chain
	end   state
	mac   string // of the entry at the end
	heads map[int64][]string

	progress func(done int64)
}

// follow checks the entries after the end.
func (v *verification) follow(rows []row) error {
	for i := range rows {
		if err := v.next(&rows[i]); err != nil {
			return err
		}
	}
	if v.progress != nil {
		v.progress(v.end.LastID)
	}
	return nil
}

// unreadable finds the entry that cannot be read, because somebody put a text
// where a number belongs or the file is damaged. It returns err when the
// database as a whole does not answer.
func (v *verification) unreadable(ctx context.Context, tx *sqldb.Tx, err error) error {
	var fault *Fault
	if errors.As(err, &fault) || ctx.Err() != nil {
		return err
	}
	one := eachEntry(ctx, tx, v.end.LastID, 1, v.follow)
	if errors.As(one, &fault) {
		return one
	}
	if _, dead := readEnd(ctx, tx); dead != nil || one == nil {
		return err
	}
	return &Fault{v.end.LastID + 1, fmt.Sprintf("cannot be read: %s", one)}
}

// next checks the entry after the end.
func (v *verification) next(r *row) error {
	if r.ID != v.end.LastID+1 {
		return &Fault{v.end.LastID + 1, fmt.Sprintf("is missing; the next one is %d", r.ID)}
	}
	if r.MAC != v.chain.mac(v.end, r) {
		return &Fault{r.ID, "was changed, or does not belong after the one before it"}
	}
	v.end, v.mac = state{r.ID, v.chain.end(r.ID, r.MAC)}, r.MAC
	return v.agrees()
}

// agrees compares the end with what was kept outside.
func (v *verification) agrees() error {
	for _, p := range v.heads[v.end.LastID] {
		if p != v.chain.print(v.end.LastID, v.mac) {
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
