package backup

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/sqldb"
)

var sample = sqldb.Table{Name: "t", Columns: []sqldb.Column{{Name: "id", Kind: sqldb.Integer}, {Name: "weight", Kind: sqldb.Real}, {Name: "words", Kind: sqldb.Text}}}

// Whatever a row holds comes back as it was.
func TestRowsSurvive(t *testing.T) {
	t.Parallel()
	value := rapid.Custom(func(r *rapid.T) []any {
		row := []any{rapid.Int64().Draw(r, "id"), nil, nil}
		if rapid.Bool().Draw(r, "has weight") {
			row[1] = rapid.Float64().Filter(func(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }).Draw(r, "weight")
		}
		switch rapid.IntRange(0, 2).Draw(r, "has words") {
		case 1:
			row[2] = rapid.String().Draw(r, "words")
		case 2:
			row[2] = string(rapid.SliceOf(rapid.Byte()).Draw(r, "bytes"))
		}
		return row
	})
	rapid.Check(t, func(r *rapid.T) {
		want := rapid.SliceOfN(value, 0, 20).Draw(r, "rows")
		text := newRows(sample.Names())
		for _, row := range want {
			if err := text.add(row); err != nil {
				r.Fatal(err)
			}
		}
		var got [][]any
		n, err := eachBatch(strings.NewReader(text.text()), sample, func(columns []string, rows [][]any) error {
			if !reflect.DeepEqual(columns, sample.Names()) {
				r.Fatalf("columns %v", columns)
			}
			got = append(got, rows...)
			return nil
		})
		if err != nil || int(n) != len(want) || (len(want) > 0 && !reflect.DeepEqual(got, want)) {
			r.Fatalf("%v: wrote %q, read %q", err, want, got)
		}
	})
}

func TestStrangeRowsAreRefused(t *testing.T) {
	t.Parallel()
	columns := `["id","weight","words"]`
	for what, text := range map[string]string{
		"nothing":                 ``,
		"no columns":              `{}`,
		"a column that is none":   `["id","weight","words","more"]`,
		"a column twice":          `["id","weight","weight"]`,
		"a column too few":        `["id","weight"]`,
		"a value too few":         columns + `[1,2]`,
		"a text for a number":     columns + `["1",2,"x"]`,
		"half a number":           columns + `[1.5,2,"x"]`,
		"too large a number":      columns + `[9223372036854775808,2,"x"]`,
		"a number for a text":     columns + `[1,2,3]`,
		"a list for a text":       columns + `[1,2,["x"]]`,
		"an object for a text":    columns + `[1,2,{"base64":"eA==","more":1}]`,
		"base64 that is none":     columns + `[1,2,{"base64":"!"}]`,
		"an object for a row":     columns + `{"id":1}`,
		"a row that is cut":       columns + `[1,2`,
		"something after the row": columns + `[1,2,"x"] x`,
	} {
		if _, err := eachBatch(strings.NewReader(text), sample, func([]string, [][]any) error { return nil }); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
	if newRows(nil).add([]any{math.NaN()}) == nil || newRows(nil).add([]any{true}) == nil {
		t.Error("a value is written that cannot be read")
	}
}
