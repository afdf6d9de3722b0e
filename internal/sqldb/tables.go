package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind is what the values of a column are, the same on both engines.
type Kind string

// The kinds.
const (
	Integer Kind = "integer" // int64
	Real    Kind = "real"    // float64
	Text    Kind = "text"    // string
)

// Column is one column of a table.
type Column struct {
	Name string
	Kind Kind
}

// Table is one table of the schema.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // columns of its primary key, in their order
	Counts  bool     // the engine gives its ids
}

// Names lists the columns.
func (t Table) Names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

const stepsTable = "schema_steps"

type schemaColumn struct {
	Table  string `db:"table_name"`
	Column string `db:"column_name"`
	Type   string `db:"type_name"`
}

// Tables returns every table of the database but the one of schema steps, by
// name, as the engine itself knows them.
func (db *DB) Tables(ctx context.Context, tx *Tx) ([]Table, error) {
	columns := `SELECT m.name AS table_name, c.name AS column_name, c.type AS type_name
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`
	keys := `SELECT m.name AS table_name, c.name AS column_name, '' AS type_name
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 ORDER BY m.name, c.pk`
	if db.engine == MySQL {
		columns = `SELECT table_name AS table_name, column_name AS column_name, data_type AS type_name
			FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`
		keys = `SELECT table_name AS table_name, column_name AS column_name, '' AS type_name
			FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index`
	}
	all, err := All[schemaColumn](ctx, tx, columns)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	keyed, err := All[schemaColumn](ctx, tx, keys)
	if err != nil {
		return nil, fmt.Errorf("list the keys of tables: %w", err)
	}
	key := map[string][]string{}
	for _, k := range keyed {
		key[k.Table] = append(key[k.Table], k.Column)
	}
	var out []Table
	for _, c := range all {
		if c.Table == stepsTable {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Name != c.Table {
			out = append(out, Table{Name: c.Table, Key: key[c.Table]})
		}
		t := &out[len(out)-1]
		kind, err := kindOf(c.Type)
		if err != nil {
			return nil, fmt.Errorf("column %s.%s: %w", c.Table, c.Column, err)
		}
		t.Columns = append(t.Columns, Column{c.Column, kind})
		t.Counts = slices.Equal(t.Key, []string{"id"})
	}
	for _, t := range out {
		if len(t.Key) == 0 {
			return nil, fmt.Errorf("table %s has no primary key", t.Name)
		}
	}
	slices.SortFunc(out, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func kindOf(typeName string) (Kind, error) {
	name, _, _ := strings.Cut(strings.ToLower(typeName), "(")
	name, _, _ = strings.Cut(name, " ")
	switch name {
	case "integer", "bigint", "int", "smallint", "tinyint", "mediumint":
		return Integer, nil
	case "double", "real", "float":
		return Real, nil
	case "varchar", "char", "text", "mediumtext", "longtext", "tinytext":
		return Text, nil
	}
	return "", fmt.Errorf("the type %q is none that both engines share", typeName)
}

// pageRows is how many rows EachRow asks for at once.
const pageRows = 500

// EachRow calls f with the values of every row of a table, in the order of its
// key: int64, float64, string or nil. The slice is used again for the next row.
func (db *DB) EachRow(ctx context.Context, tx *Tx, t Table, f func(values []any) error) error {
	after := make([]any, 0, len(t.Key))
	for {
		where, args := beyond(t.Key, after)
		n, last, err := onePage(ctx, tx, t, where, append(args, pageRows), f)
		if err != nil {
			return fmt.Errorf("read table %s: %w", t.Name, err)
		}
		if n < pageRows {
			return nil
		}
		after = last
	}
}

// beyond is the condition for keys after a key, which may be absent.
func beyond(key []string, after []any) (string, []any) {
	if len(after) == 0 {
		return "", nil
	}
	cond, args := key[len(key)-1]+" > ?", []any{after[len(key)-1]}
	for i := len(key) - 2; i >= 0; i-- {
		cond = fmt.Sprintf("%s >= ? AND (%s > ? OR (%s))", key[i], key[i], cond)
		args = append([]any{after[i], after[i]}, args...)
	}
	return " WHERE " + cond, args
}

func onePage(ctx context.Context, tx *Tx, t Table, where string, args []any, f func([]any) error) (n int, key []any, err error) {
	order := strings.Join(t.Key, ", ")
	rows, err := tx.sql.QueryContext(ctx, `SELECT `+strings.Join(t.Names(), ", ")+` FROM `+t.Name+where+` ORDER BY `+order+` LIMIT ?`, args...) //nolint:gosec // names of the schema; every value is bound
	if err != nil {
		return 0, nil, translate(err)
	}
	defer func() {
		if cerr := rows.Close(); err == nil {
			err = translate(cerr)
		}
	}()
	dests := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Kind {
		case Integer:
			dests[i] = new(sql.NullInt64)
		case Real:
			dests[i] = new(sql.NullFloat64)
		case Text:
			dests[i] = new(sql.NullString)
		}
	}
	values := make([]any, len(t.Columns))
	for rows.Next() {
		if err := rows.Scan(dests...); err != nil {
			return n, nil, translate(err)
		}
		for i, d := range dests {
			values[i] = plain(d)
		}
		if err := f(values); err != nil {
			return n, nil, err
		}
		n++
	}
	for _, k := range t.Key {
		key = append(key, values[slices.Index(t.Names(), k)])
	}
	return n, key, translate(rows.Err())
}

func plain(scanned any) any {
	switch v := scanned.(type) {
	case *sql.NullInt64:
		if v.Valid {
			return v.Int64
		}
	case *sql.NullFloat64:
		if v.Valid {
			return v.Float64
		}
	case *sql.NullString:
		if v.Valid {
			return v.String
		}
	}
	return nil
}

// InsertValues adds rows with the values of these columns, many with one statement.
func InsertValues(ctx context.Context, tx *Tx, table string, columns []string, rows [][]any) error {
	place := "(" + In(len(columns)) + "),"
	for part := range slices.Chunk(rows, max(insertAtOnce/len(columns), 1)) {
		args := make([]any, 0, len(part)*len(columns))
		for _, r := range part {
			args = append(args, r...)
		}
		values := strings.TrimSuffix(strings.Repeat(place, len(part)), ",")
		if _, err := tx.Exec(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES `+values, args...); err != nil {
			return fmt.Errorf("write table %s: %w", table, err)
		}
	}
	return nil
}

// Unchecked is InTx without the check that references lead somewhere, for
// whoever replaces all rows. On SQLite nothing else may write meanwhile.
func (db *DB) Unchecked(ctx context.Context, fn func(*Tx) error) error {
	if db.engine == SQLite {
		restore, err := db.withoutForeignKeys(ctx)
		if err != nil {
			return err
		}
		defer restore()
		return db.InTx(ctx, fn)
	}
	return db.InTx(ctx, func(tx *Tx) (err error) {
		if _, err := tx.Exec(ctx, `SET foreign_key_checks = 0`); err != nil {
			return err
		}
		defer func() {
			_, rerr := tx.Exec(context.WithoutCancel(ctx), `SET foreign_key_checks = 1`)
			err = errors.Join(err, rerr)
		}()
		return fn(tx)
	})
}

// CheckReferences returns an error that names the first row of a SQLite
// database that refers to one that does not exist.
func (db *DB) CheckReferences(ctx context.Context, tx *Tx) error {
	type lost struct {
		Table  string `db:"table"`
		RowID  *int64 `db:"rowid"`
		Parent string `db:"parent"`
		FK     int64  `db:"fkid"`
	}
	bad, err := All[lost](ctx, tx, `SELECT "table", rowid, parent, fkid FROM pragma_foreign_key_check LIMIT 1`)
	if err == nil && len(bad) > 0 {
		err = fmt.Errorf("a row of %s refers to a row of %s that is not there", bad[0].Table, bad[0].Parent)
	}
	return err
}

// LastIDs returns, by table, the highest id that the engine ever gave there.
func (db *DB) LastIDs(ctx context.Context, tx *Tx, tables []Table) (map[string]int64, error) {
	query := `SELECT name, seq AS value FROM sqlite_sequence`
	if db.engine == MySQL {
		query = `SELECT table_name AS name, auto_increment - 1 AS value FROM information_schema.tables WHERE table_schema = DATABASE() AND auto_increment IS NOT NULL`
	}
	type last struct {
		Name  string `db:"name"`
		Value int64  `db:"value"`
	}
	given, err := All[last](ctx, tx, query)
	if err != nil {
		return nil, fmt.Errorf("find the last ids: %w", err)
	}
	all := map[string]int64{}
	for _, g := range given {
		all[g.Name] = g.Value
	}
	out := map[string]int64{}
	for _, t := range tables {
		if !t.Counts {
			continue
		}
		there, err := One[int64](ctx, tx, `SELECT COALESCE(MAX(id), 0) FROM `+t.Name)
		if err != nil {
			return nil, fmt.Errorf("find the last id of %s: %w", t.Name, err)
		}
		out[t.Name] = max(there, all[t.Name])
	}
	return out, nil
}

// RaiseIDs makes the engine go on after these ids, by table, unless it is
// further already: an id that was given once is not given to another record.
func (db *DB) RaiseIDs(ctx context.Context, last map[string]int64) error {
	for table, id := range last {
		if id <= 0 {
			continue
		}
		var err error
		if db.engine == MySQL {
			_, err = db.writer.ExecContext(ctx, fmt.Sprintf(`ALTER TABLE %s AUTO_INCREMENT = %d`, table, id+1)) // a lower one than is in use does nothing
		} else {
			err = db.InTx(ctx, func(tx *Tx) error {
				n, err := tx.Exec(ctx, `UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = ?`, id, table)
				if err == nil && n == 0 {
					_, err = tx.Exec(ctx, `INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)`, table, id)
				}
				return err
			})
		}
		if err != nil {
			return fmt.Errorf("raise the ids of %s: %w", table, err)
		}
	}
	return nil
}

// Step returns the step of the schema that a database has.
func (db *DB) Step(ctx context.Context, tx *Tx) (int, error) {
	n, err := One[int64](ctx, tx, `SELECT COALESCE(MAX(step), 0) FROM `+stepsTable)
	return int(n), err
}

// NewestStep is the step of this program's schema.
func NewestStep() (int, error) {
	list, err := migrations(SQLite)
	if err != nil {
		return 0, err
	}
	m := list[len(list)-1]
	return m.number*1000 + len(m.statements), nil
}

// MigrateUntil brings a database to the schema of an older program, whose last
// step this is; ErrTooNew when this program does not know it yet.
func (db *DB) MigrateUntil(ctx context.Context, step int) error {
	if newest, err := NewestStep(); err != nil || step > newest {
		return errors.Join(err, ErrTooNew)
	}
	list, err := migrations(db.engine)
	if err != nil {
		return err
	}
	for i := range list {
		if most := step - list[i].number*1000; most < len(list[i].statements) {
			list[i].statements = list[i].statements[:max(most, 0)]
		}
	}
	return db.migrate(ctx, list)
}

// Settle brings everything that was committed into the one file of a SQLite database.
func (db *DB) Settle(ctx context.Context) error {
	if _, err := db.writer.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("settle the database: %w", err)
	}
	return nil
}

// Gap are numbers of a series, from the first to the last, whose records are gone.
type Gap struct {
	First int64 `db:"first_number"`
	Last  int64 `db:"last_number"`
}

// Gaps returns the numbers of a series whose records a restore took away.
func Gaps(ctx context.Context, tx *Tx, series string) ([]Gap, error) {
	return All[Gap](ctx, tx, `SELECT first_number, last_number FROM counter_gaps WHERE name = ? ORDER BY first_number, last_number`, series)
}

// Series is a series of numbers and the last one that was given.
type Series struct {
	Name string `db:"name"`
	Last int64  `db:"value"`
}

// AllSeries returns every series.
func AllSeries(ctx context.Context, tx *Tx) ([]Series, error) {
	return All[Series](ctx, tx, `SELECT name, value FROM counters ORDER BY name`)
}

// RaiseSeries makes a series go on after a number, unless it is further. The
// numbers between are noted as a gap.
func RaiseSeries(ctx context.Context, tx *Tx, to Series) error {
	now, err := One[int64](ctx, tx, `SELECT COALESCE(MAX(value), 0) FROM counters WHERE name = ?`, to.Name)
	if err != nil || now >= to.Last {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE counters SET value = ? WHERE name = ?`, to.Last, to.Name)
	if err == nil && n == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO counters (name, value) VALUES (?, ?)`, to.Name, to.Last)
	}
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO counter_gaps (name, first_number, last_number, noted_at) VALUES (?, ?, ?, ?)`, to.Name, now+1, to.Last, tx.Now)
	}
	if err != nil {
		return fmt.Errorf("raise the series %s: %w", to.Name, err)
	}
	return nil
}
