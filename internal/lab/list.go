package lab

import (
	"context"
	"errors"
	"strings"

	"talaan/internal/code"
	"talaan/internal/fold"
	"talaan/internal/httpapi"
	"talaan/internal/patient"
	"talaan/internal/sqldb"
)

// condition is a part of a WHERE.
type condition struct {
	sql  string
	args []any
}

// listQuery chooses tests for a list: those that meet one of leads, each of
// which an index answers in the list's order, and all of rest, which is only
// looked at row by row. So the engine's guess cannot turn a list of few into a
// walk through all.
type listQuery struct {
	leads   []condition
	rest    []condition
	waiting bool // urgent ones first, then the longest waiting; else newest first
	after   cursor
	limit   int
}

// cursor is where a list goes on: after this test.
type cursor struct {
	Urgent int64 `json:"u,omitempty"`
	At     int64 `json:"t"` // milliseconds
	ID     int64 `json:"i"`
}

func cursorOf(s LabSummary) cursor {
	c := cursor{At: s.DatedAt.UnixMilli(), ID: s.ID}
	if s.Urgent {
		c.Urgent = 1
	}
	return c
}

const (
	newestFirst = ` ORDER BY dated_at DESC, id DESC`
	urgentFirst = ` ORDER BY urgent DESC, dated_at, id`
)

func (q *listQuery) order() string {
	if q.waiting {
		return urgentFirst
	}
	return newestFirst
}

// resume is the condition of a further page. Its first part lets the engine
// jump to where that begins.
func (q *listQuery) resume() []condition {
	c := q.after
	switch {
	case c.ID == 0:
		return nil
	case q.waiting:
		return []condition{{"urgent <= ? AND (urgent < ? OR dated_at > ? OR (dated_at = ? AND id > ?))", []any{c.Urgent, c.Urgent, c.At, c.At, c.ID}}}
	}
	return []condition{{"dated_at <= ? AND (dated_at < ? OR id < ?)", []any{c.At, c.At, c.ID}}}
}

// branch selects what of the rows of one lead can be on the page.
func (q *listQuery) branch(columns string, lead condition) (string, []any) {
	where, args := lead.sql, append([]any{}, lead.args...)
	for _, c := range append(q.resume(), q.rest...) {
		where += " AND " + c.sql
		args = append(args, c.args...)
	}
	return `SELECT ` + columns + ` FROM labs WHERE ` + where + q.order() + ` LIMIT ?`, append(args, q.limit)
}

// statement is the whole query. Only newest-first lists have several leads.
func (q *listQuery) statement() (string, []any) {
	if len(q.leads) == 1 {
		return q.branch(sqldb.Columns[LabSummary](""), q.leads[0])
	}
	parts := make([]string, len(q.leads))
	var args []any
	for i, lead := range q.leads {
		sql, more := q.branch("id", lead)
		parts[i] = `SELECT id FROM (` + sql + `) AS found`
		args = append(args, more...)
	}
	return `SELECT ` + sqldb.Columns[LabSummary]("labs.") + ` FROM (` + strings.Join(parts, ` UNION `) + `) AS chosen JOIN labs ON labs.id = chosen.id` +
		` ORDER BY labs.dated_at DESC, labs.id DESC LIMIT ?`, append(args, q.limit)
}

// rowwise is an equality that no index answers.
func rowwise(column string, value any) condition {
	zero := "''"
	if _, ok := value.(int64); ok {
		zero = "0"
	}
	return condition{`COALESCE(` + column + `, ` + zero + `) = ?`, []any{value}}
}

// find makes the query of a list; ok is false when nothing can match.
func (l *Laboratory) find(ctx context.Context, tx *sqldb.Tx, in *listInput) (q listQuery, ok bool, err error) {
	q.waiting = in.Status == string(Requested) || in.Status == string(InProgress)
	var testID int64
	if in.TestType != "" {
		if testID, err = testByName(ctx, tx, in.TestType); errors.Is(err, sqldb.ErrNoRows) {
			return q, false, nil
		} else if err != nil {
			return q, false, err
		}
	}
	var words []condition
	if in.Q != "" {
		if words, err = searched(ctx, tx, in.Q); err != nil || len(words) == 0 {
			return q, false, err
		}
	}
	q.narrow(in, testID, words)
	if !in.From.IsZero() {
		q.rest = append(q.rest, condition{"dated_at >= ?", []any{in.From}})
	}
	if !in.To.IsZero() {
		q.rest = append(q.rest, condition{"dated_at < ?", []any{in.To}})
	}
	return q, true, nil
}

// narrow takes the filter that leaves the fewest rows as the lead.
func (q *listQuery) narrow(in *listInput, testID int64, words []condition) {
	filters := []struct {
		column string
		value  any
		given  bool
	}{
		{"encounter_id", in.EncounterID, in.EncounterID != 0},
		{"patient_id", in.PatientID, in.PatientID != 0},
		{"status", in.Status, q.waiting},
		{"", nil, len(words) > 0},
		{"test_id", testID, testID != 0},
		{"status", in.Status, in.Status != "" && !q.waiting},
	}
	for _, f := range filters {
		switch {
		case !f.given:
		case f.column == "" && q.leads == nil:
			q.leads = words
		case f.column == "":
			q.rest = append(q.rest, either(words))
		case q.leads == nil:
			q.leads = []condition{{f.column + " = ?", []any{f.value}}}
		default:
			q.rest = append(q.rest, rowwise(f.column, f.value))
		}
	}
	if q.leads == nil {
		q.leads = []condition{{"1 = 1", nil}}
	}
}

func either(list []condition) condition {
	var parts []string
	var args []any
	for _, c := range list {
		parts = append(parts, c.sql)
		args = append(args, c.args...)
	}
	return condition{"(" + strings.Join(parts, " OR ") + ")", args}
}

const (
	// foundPatients bounds how many patients a search by name looks at.
	foundPatients = 200
	// foundTests bounds how many kinds of tests a search looks at.
	foundTests = 20
)

// searched is what the words of a search can mean; none when nothing.
func searched(ctx context.Context, tx *sqldb.Tx, text string) ([]condition, error) {
	key := strings.ToUpper(strings.TrimSpace(text))
	if len(key) == code.LabLength && strings.Trim(key, code.Alphabet) == "" {
		ids, err := sqldb.All[int64](ctx, tx, `SELECT id FROM labs WHERE code = ?`, key)
		if err != nil || len(ids) > 0 {
			return []condition{{"code = ?", []any{key}}}, err
		}
	}
	var out []condition
	if strings.HasPrefix(key, "CN") {
		out = append(out, condition{"case_number = ?", []any{key}})
	}
	people, err := patient.Find(ctx, tx, text, foundPatients)
	if err != nil {
		return nil, err
	}
	if len(people) > 0 {
		out = append(out, condition{"patient_id IN (" + sqldb.In(len(people)) + ")", sqldb.Args(people)})
	}
	tests, err := selectTests(ctx, tx, text, foundTests)
	for _, t := range tests {
		out = append(out, condition{"test_id = ?", []any{t.ID}})
	}
	return out, err
}

func (l *Laboratory) list(ctx context.Context, tx *sqldb.Tx, in *listInput) (httpapi.List[LabSummary], error) {
	q, ok, err := l.find(ctx, tx, in)
	if err != nil || !ok {
		return httpapi.Whole[LabSummary](nil), err
	}
	if err := in.After(&q.after); err != nil {
		return httpapi.List[LabSummary]{}, err
	}
	q.limit = in.Limit + 1
	sql, args := q.statement()
	rows, err := sqldb.All[LabSummary](ctx, tx, sql, args...)
	if err != nil {
		return httpapi.List[LabSummary]{}, err
	}
	if err := l.describe(ctx, tx, rows); err != nil {
		return httpapi.List[LabSummary]{}, err
	}
	return httpapi.NewList(rows, in.Limit, func(s LabSummary) any { return cursorOf(s) })
}

// ByCode returns the test with a code; ok is false when there is none.
func (l *Laboratory) ByCode(ctx context.Context, tx *sqldb.Tx, labCode string) (s LabSummary, ok bool, err error) {
	rows, err := sqldb.All[LabSummary](ctx, tx, `SELECT `+sqldb.Columns[LabSummary]("")+` FROM labs WHERE code = ?`, labCode)
	if err != nil || len(rows) == 0 {
		return s, false, err
	}
	err = l.describe(ctx, tx, rows)
	return rows[0], err == nil, err
}

// testRow is a row of lab_tests.
type testRow struct {
	ID            int64  `db:"id"`
	Name          string `db:"name"`
	NameKey       string `db:"name_key"`
	ServiceID     *int64 `db:"service_id"`
	TemplateLabID *int64 `db:"template_lab_id"`
}

var testColumns = sqldb.Columns[testRow]("")

// selectTests returns the kinds of tests whose name has all words of text, those
// that begin with them first.
func selectTests(ctx context.Context, tx *sqldb.Tx, text string, limit int) ([]testRow, error) {
	key := fold.Key(text)
	words := strings.Fields(key)
	if text != "" && len(words) == 0 {
		return nil, nil
	}
	where, args := "1 = 1", []any{}
	for _, w := range words {
		where += " AND name_key LIKE ? ESCAPE '!'"
		args = append(args, sqldb.Contains(w))
	}
	return sqldb.All[testRow](ctx, tx, `SELECT `+testColumns+` FROM lab_tests WHERE `+where+`
		ORDER BY CASE WHEN name_key LIKE ? ESCAPE '!' THEN 0 ELSE 1 END, name_key LIMIT ?`, append(args, sqldb.StartsWith(key), limit)...)
}

// testByName returns the id of a kind of test, or sqldb.ErrNoRows.
func testByName(ctx context.Context, tx *sqldb.Tx, name string) (int64, error) {
	return sqldb.One[int64](ctx, tx, `SELECT id FROM lab_tests WHERE name_key = ?`, fold.Key(name))
}
