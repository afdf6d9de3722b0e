package audit

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"talaan/internal/sqldb"
)

// Owner tells the patients whom records of one kind are about, by the records'
// ids; a record about nobody is absent.
type Owner func(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]int64, error)

// Chain seals entries: each with the end of the chain before it, so that none
// can be changed, taken out, put in or moved later without the key.
type Chain struct {
	key    []byte
	owners map[string]Owner
}

// state is where the chain ends. The seal depends on the last entry, but is not
// stored with it: who has the entries alone cannot set the end back.
type state struct {
	LastID int64  `db:"last_id"`
	Seal   string `db:"seal"`
}

// Open makes the chain of db with this key. From then on every transaction of
// db seals its entries. What was written before there was a chain is sealed,
// unless begun says that there was one already: then somebody took its end
// away, which Verify shows. owners says, by kind of record, whom an entry is about.
func Open(ctx context.Context, db *sqldb.DB, key []byte, begun bool, owners map[string]Owner) (*Chain, error) {
	c := &Chain{key: key, owners: owners}
	if !begun {
		if err := db.InTx(ctx, func(tx *sqldb.Tx) error { return c.begin(ctx, tx) }); err != nil {
			return nil, fmt.Errorf("open the audit chain: %w", err)
		}
	}
	db.BeforeCommit(c.seal)
	return c, nil
}

// sealAtOnce is how many entries are read or written at a time.
const sealAtOnce = 1000

// begin seals the entries of a database that has no chain yet.
func (c *Chain) begin(ctx context.Context, tx *sqldb.Tx) error {
	end, err := lockEnd(ctx, tx, 0)
	if err != nil || end.Seal != "" {
		return err
	}
	end.Seal = c.end(0, "")
	err = eachEntry(ctx, tx, 0, sealAtOnce, func(rows []row) error {
		for i := range rows {
			r := &rows[i]
			end = c.add(end, r)
			if _, err := tx.Exec(ctx, `UPDATE audit_entries SET mac = ? WHERE id = ?`, r.MAC, r.ID); err != nil { // once in the life of a database
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return writeEnd(ctx, tx, end)
}

// seal writes the entries of a transaction.
func (c *Chain) seal(ctx context.Context, tx *sqldb.Tx, late []any) error {
	rows := make([]row, len(late))
	for i, l := range late {
		r, ok := l.(row)
		if !ok {
			return fmt.Errorf("%T is no audit entry", l)
		}
		rows[i] = r
	}
	if err := c.findPatients(ctx, tx, rows); err != nil {
		return err
	}
	end, err := lockEnd(ctx, tx, len(rows))
	if err != nil {
		return err
	}
	end.LastID -= int64(len(rows))
	for i := range rows {
		rows[i].ID = end.LastID + 1
		end = c.add(end, &rows[i])
	}
	if err := sqldb.InsertNumbered(ctx, tx, "audit_entries", rows); err != nil {
		return fmt.Errorf("write audit entries: %w", err)
	}
	return writeEnd(ctx, tx, end)
}

// findAtOnce bounds how many records are asked about with one statement.
const findAtOnce = 1000

// findPatients notes for each entry whom it is about.
func (c *Chain) findPatients(ctx context.Context, tx *sqldb.Tx, rows []row) error {
	of := map[string]map[int64]int64{}
	for i := range rows {
		r := &rows[i]
		if c.owners[r.Entity] == nil {
			continue
		}
		if of[r.Entity] == nil {
			of[r.Entity] = map[int64]int64{}
		}
		of[r.Entity][r.EntityID] = 0 // until it is found
	}
	for kind, found := range of {
		for list := range slices.Chunk(slices.Sorted(maps.Keys(found)), findAtOnce) {
			some, err := c.owners[kind](ctx, tx, list)
			if err != nil {
				return fmt.Errorf("find whom %s %v is about: %w", kind, list, err)
			}
			maps.Copy(found, some)
		}
	}
	for i := range rows {
		if id := of[rows[i].Entity][rows[i].EntityID]; id != 0 {
			rows[i].PatientID = &id
		}
	}
	return nil
}

// Patient returns the patient whom a record is about; ok is false when it is
// about nobody.
func (c *Chain) Patient(ctx context.Context, tx *sqldb.Tx, entity string, id int64) (patientID int64, ok bool, err error) {
	owner := c.owners[entity]
	if owner == nil {
		return 0, false, nil
	}
	of, err := owner(ctx, tx, []int64{id})
	if err != nil {
		return 0, false, fmt.Errorf("find whom %s %d is about: %w", entity, id, err)
	}
	patientID, ok = of[id]
	return patientID, ok, nil
}

// lockEnd keeps others from adding entries until the commit, and moves the
// last number on by n.
func lockEnd(ctx context.Context, tx *sqldb.Tx, n int) (state, error) {
	if _, err := tx.Exec(ctx, `UPDATE audit_chain SET last_id = last_id + ? WHERE id = 1`, n); err != nil {
		return state{}, fmt.Errorf("lock the end of the audit chain: %w", err)
	}
	return readEnd(ctx, tx)
}

func readEnd(ctx context.Context, tx *sqldb.Tx) (state, error) {
	s, err := sqldb.One[state](ctx, tx, `SELECT last_id, seal FROM audit_chain WHERE id = 1`)
	if err != nil {
		return s, fmt.Errorf("read the end of the audit chain: %w", err)
	}
	return s, nil
}

func writeEnd(ctx context.Context, tx *sqldb.Tx, end state) error {
	if _, err := tx.Exec(ctx, `UPDATE audit_chain SET last_id = ?, seal = ? WHERE id = 1`, end.LastID, end.Seal); err != nil {
		return fmt.Errorf("write the end of the audit chain: %w", err)
	}
	return nil
}

// eachEntry calls f with the entries after one, in their order, some at a time.
func eachEntry(ctx context.Context, tx *sqldb.Tx, after int64, atOnce int, f func(rows []row) error) error {
	for {
		rows, err := sqldb.All[row](ctx, tx, `SELECT `+sqldb.Columns[row]("")+` FROM audit_entries WHERE id > ? ORDER BY id LIMIT ?`, after, atOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := f(rows); err != nil {
			return err
		}
		after = rows[len(rows)-1].ID
	}
}

// add seals r onto the chain and returns its new end.
func (c *Chain) add(end state, r *row) state {
	r.MAC = c.mac(end, r)
	return state{r.ID, c.end(r.ID, r.MAC)}
}

// mac is the seal of an entry that follows an end.
func (c *Chain) mac(before state, r *row) string {
	return text(c.sum("entry", before.Seal, r.ID, r.At.UnixMilli(), r.ActorID, r.Actor, r.Action, r.Entity, r.EntityID, r.PatientID, r.Reason, r.Changes, r.RequestID, r.Address))
}

// end is the seal of the chain's end after an entry.
func (c *Chain) end(id int64, mac string) string { return text(c.sum("end", id, mac)) }

func text(sum []byte) string { return base64.RawURLEncoding.EncodeToString(sum) }

// sum is HMAC-SHA256 over the values, each with its kind and length, so that no
// two lists of values look alike.
func (c *Chain) sum(values ...any) []byte {
	h := hmac.New(sha256.New, c.key)
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case string:
			b = append(binary.BigEndian.AppendUint64(append(b, 's'), uint64(len(v))), v...)
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(v)) //nolint:gosec // the bits, whatever the sign
		case *int64:
			if v == nil {
				b = append(b, 'n')
				break
			}
			b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(*v)) //nolint:gosec // the bits, whatever the sign
		}
	}
	h.Write(b)
	return h.Sum(nil)
}

// print is what is kept outside of an end of the chain: 128 bits that say
// nothing of its seal.
func (c *Chain) print(id int64, mac string) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(c.sum("outside", id, mac)[:16])
}

// Owned makes an Owner of a query that ends before its list of ids, like
// `SELECT id, patient_id FROM bills WHERE id IN`.
func Owned(query string) Owner {
	type pair struct {
		ID        int64 `db:"id"`
		PatientID int64 `db:"patient_id"`
	}
	return func(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]int64, error) {
		rows, err := sqldb.All[pair](ctx, tx, query+` (`+sqldb.In(len(ids))+`)`, sqldb.Args(ids)...)
		of := make(map[int64]int64, len(rows))
		for _, r := range rows {
			of[r.ID] = r.PatientID
		}
		return of, err
	}
}
