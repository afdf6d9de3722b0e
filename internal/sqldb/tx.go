package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"talaan/internal/live"
)

// Tx is one transaction. Times go in and come out as UTC, in whole milliseconds.
type Tx struct {
	sql *sql.Tx
	// Now is the moment of the act, frozen when the transaction began.
	Now     time.Time
	changes []live.Change
	late    []any
}

// Late keeps row until the transaction is about to commit; then whoever was
// named by BeforeCommit writes all of them at once.
func (tx *Tx) Late(row any) { tx.late = append(tx.late, row) }

// Part runs fn so that all of it is undone when it fails, and the transaction goes
// on. refused is why it failed; err is what ends the whole transaction.
func (tx *Tx) Part(ctx context.Context, fn func() error) (refused, err error) {
	changes, late := len(tx.changes), len(tx.late)
	if _, err := tx.Exec(ctx, `SAVEPOINT part`); err != nil {
		return nil, err
	}
	if refused = fn(); refused == nil {
		_, err = tx.Exec(ctx, `RELEASE SAVEPOINT part`)
		return nil, err
	}
	if isTransient(refused) || ctx.Err() != nil {
		return nil, refused
	}
	tx.changes, tx.late = tx.changes[:changes], tx.late[:late]
	if _, err = tx.Exec(ctx, `ROLLBACK TO SAVEPOINT part`); err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `RELEASE SAVEPOINT part`)
	return refused, err
}

// Changed notes that the record was changed; open pages hear of it after the commit.
func (tx *Tx) Changed(entity string, id int64) {
	tx.changes = append(tx.changes, live.Change{Entity: entity, ID: id})
}

// Exec runs a statement and returns how many rows it matched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := tx.sql.ExecContext(ctx, query, bindAll(args)...)
	if err != nil {
		return 0, translate(err)
	}
	return res.RowsAffected()
}

// Touch raises the version of a row and so locks it until the transaction
// ends; it reports whether the row exists. Every act that changes a versioned
// record begins with it, before it reads.
func (tx *Tx) Touch(ctx context.Context, table string, id int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE `+table+` SET version = version + 1 WHERE id = ?`, id)
	return n == 1, err
}

// Lock keeps other transactions from changing a row of a versioned table until
// this one ends, without changing it; it reports whether the row exists. (It
// writes the version, not the id: writing a key makes SQLite look through every
// table that refers to it.)
func (tx *Tx) Lock(ctx context.Context, table string, id int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE `+table+` SET version = version WHERE id = ?`, id)
	return n == 1, err
}

// Next returns the next number of the named series, starting at 1. A
// transaction that does not commit gives its number back, so the series has no
// gap; until the commit the series is locked.
func (tx *Tx) Next(ctx context.Context, series string) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE counters SET value = value + 1 WHERE name = ?`, series)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		if _, err := tx.Exec(ctx, `INSERT INTO counters (name, value) VALUES (?, 1)`, series); err != nil {
			return 0, retryOnDuplicate(err)
		}
		return 1, nil
	}
	return One[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, series)
}

// retryOnDuplicate turns "someone else made the row just now" into a retry of
// the whole transaction.
func retryOnDuplicate(err error) error {
	return fmt.Errorf("%w: %w", errTransient, err)
}

// Retry makes InTx run the whole transaction again, because err shows that
// another transaction came first.
func Retry(err error) error { return retryOnDuplicate(err) }

// In returns n placeholders, "?,?,?", for an IN list.
func In(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// Args joins values of one type with others into an argument list.
func Args[T any](list []T, more ...any) []any {
	out := make([]any, 0, len(list)+len(more))
	for _, v := range list {
		out = append(out, v)
	}
	return append(out, more...)
}

// Contains returns a LIKE pattern that matches text anywhere; use it with ESCAPE '!'.
func Contains(text string) string { return "%" + escapeLike(text) + "%" }

// StartsWith returns a LIKE pattern for a prefix; use it with ESCAPE '!'.
func StartsWith(text string) string { return escapeLike(text) + "%" }

func escapeLike(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

func bindAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = bind(a)
	}
	return out
}

// bind turns times into milliseconds and named integers and strings into plain ones.
func bind(v any) any {
	switch t := v.(type) {
	case time.Time:
		return t.UnixMilli()
	case *time.Time:
		if t == nil {
			return nil
		}
		return t.UnixMilli()
	}
	return v
}

// All returns every row of a query. T is a struct whose `db` tags name the
// columns, or a single scalar. It returns an empty slice for no rows.
func All[T any](ctx context.Context, tx *Tx, query string, args ...any) (_ []T, err error) {
	rows, err := tx.sql.QueryContext(ctx, query, bindAll(args)...)
	if err != nil {
		return nil, translate(err)
	}
	defer func() {
		if cerr := rows.Close(); err == nil {
			err = translate(cerr)
		}
	}()
	names, err := rows.Columns()
	if err != nil {
		return nil, translate(err)
	}
	out := []T{}
	dests := make([]any, len(names))
	for rows.Next() {
		var row T
		if err := destinations(reflect.ValueOf(&row).Elem(), names, dests); err != nil {
			return nil, err
		}
		if err := rows.Scan(dests...); err != nil {
			return nil, translate(err)
		}
		out = append(out, row)
	}
	return out, translate(rows.Err())
}

// One returns the single row of a query, or ErrNoRows.
func One[T any](ctx context.Context, tx *Tx, query string, args ...any) (T, error) {
	var zero T
	rows, err := All[T](ctx, tx, query, args...)
	if err != nil {
		return zero, err
	}
	if len(rows) == 0 {
		return zero, ErrNoRows
	}
	return rows[0], nil
}

// Insert adds row, a struct with `db` tags, without its id, and returns the id
// the engine gave.
func Insert(ctx context.Context, tx *Tx, table string, row any) (int64, error) {
	v := reflect.Indirect(reflect.ValueOf(row))
	fields := fieldsOf(v.Type())
	names := make([]string, 0, len(fields))
	args := make([]any, 0, len(fields))
	for _, f := range fields {
		if f.name != "id" {
			names = append(names, f.name)
			args = append(args, bind(f.value(v)))
		}
	}
	res, err := tx.sql.ExecContext(ctx, `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES (`+In(len(names))+`)`, args...) //nolint:gosec // names of the program's own; every value is bound
	if err != nil {
		return 0, translate(err)
	}
	return res.LastInsertId()
}

// insertAtOnce bounds how many values one INSERT of several rows has.
const insertAtOnce = 5000

// InsertAll adds rows, structs with `db` tags, without their ids, many with one
// statement.
func InsertAll[T any](ctx context.Context, tx *Tx, table string, rows []T) error {
	fields := slices.DeleteFunc(slices.Clone(fieldsOf(reflect.TypeFor[T]())), func(c column) bool { return c.name == "id" })
	return insertRows(ctx, tx, table, fields, rows)
}

// InsertNumbered adds rows as InsertAll does, with the ids that they have.
func InsertNumbered[T any](ctx context.Context, tx *Tx, table string, rows []T) error {
	return insertRows(ctx, tx, table, fieldsOf(reflect.TypeFor[T]()), rows)
}

func insertRows[T any](ctx context.Context, tx *Tx, table string, fields []column, rows []T) error {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	place := "(" + In(len(names)) + "),"
	for part := range slices.Chunk(rows, max(insertAtOnce/len(fields), 1)) {
		args := make([]any, 0, len(part)*len(fields))
		for i := range part {
			v := reflect.ValueOf(&part[i]).Elem()
			for _, f := range fields {
				args = append(args, f.value(v))
			}
		}
		values := strings.TrimSuffix(strings.Repeat(place, len(part)), ",")
		if _, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) VALUES `+values, args...); err != nil {
			return err
		}
	}
	return nil
}

// Update writes every column of row to the row of the same id.
func Update(ctx context.Context, tx *Tx, table string, id int64, row any) error {
	v := reflect.Indirect(reflect.ValueOf(row))
	sets := []string{}
	args := []any{}
	for _, f := range fieldsOf(v.Type()) {
		if f.name != "id" {
			sets = append(sets, f.name+" = ?")
			args = append(args, bind(f.value(v)))
		}
	}
	n, err := tx.Exec(ctx, `UPDATE `+table+` SET `+strings.Join(sets, ", ")+` WHERE id = ?`, append(args, id)...)
	if err == nil && n != 1 {
		err = ErrNoRows
	}
	return err
}

// Columns lists the columns of T, for a SELECT, each with an optional table prefix.
func Columns[T any](prefix string) string {
	names := []string{}
	for _, f := range fieldsOf(reflect.TypeFor[T]()) {
		names = append(names, prefix+f.name)
	}
	return strings.Join(names, ", ")
}

// column is one `db` tagged field of a struct, embedded structs included.
type column struct {
	name  string
	index []int
}

var columnsByType sync.Map // reflect.Type -> []column

func fieldsOf(t reflect.Type) []column {
	if c, ok := columnsByType.Load(t); ok {
		return c.([]column) //nolint:errcheck,forcetypeassert // only this function stores
	}
	var out []column
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("db"); name != "" && name != "-" {
			out = append(out, column{name, f.Index})
		}
	}
	columnsByType.Store(t, out)
	return out
}

// value returns the field of v; a field of an absent embedded struct is its zero.
func (c column) value(v reflect.Value) any {
	f, err := v.FieldByIndexErr(c.index)
	if err != nil {
		return reflect.Zero(v.Type().FieldByIndex(c.index).Type).Interface()
	}
	return f.Interface()
}

func destinations(v reflect.Value, names []string, dests []any) error {
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[time.Time]() {
		if len(names) != 1 {
			return fmt.Errorf("%d columns for a single value", len(names))
		}
		dests[0] = destination(v)
		return nil
	}
	fields := fieldsOf(v.Type())
	for i, name := range names {
		dests[i] = nil
		for _, f := range fields {
			if f.name == name {
				dests[i] = destination(settable(v, f.index))
				break
			}
		}
		if dests[i] == nil {
			return fmt.Errorf("%s has no field for column %q", v.Type(), name)
		}
	}
	return nil
}

// settable walks to the field, making embedded structs on the way.
func settable(v reflect.Value, index []int) reflect.Value {
	for i, x := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(x)
	}
	return v
}

func destination(v reflect.Value) any {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		return &timeScanner{set: func(t *time.Time) { *p = *t }}
	case **time.Time:
		return &timeScanner{nullable: true, set: func(t *time.Time) { *p = t }}
	default:
		return p
	}
}

// timeScanner reads milliseconds since 1970 as a UTC time.
type timeScanner struct {
	nullable bool
	set      func(*time.Time)
}

// Scan implements sql.Scanner.
func (s *timeScanner) Scan(src any) error {
	if src == nil && s.nullable {
		s.set(nil)
		return nil
	}
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a time is stored as milliseconds, not as %T", src)
	}
	t := time.UnixMilli(ms).UTC()
	s.set(&t)
	return nil
}
