package csvtext_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"talaan/internal/csvtext"
)

// Whatever the cells are, they come back, and none begins like a formula.
func TestTablesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		// A reader of CSV takes every end of a line for \n.
		cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@'\t][a-z="',;\n]{0,5}`)).Filter(func(s string) bool { return !strings.Contains(s, "\r") })
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 2), 0, 5).Draw(r, "rows")
		var b strings.Builder
		err := csvtext.Write(&b, []string{"a", "b"}, func(row func(...string) error) error {
			for _, cells := range rows {
				if err := row(cells...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || !strings.HasPrefix(b.String(), csvtext.BOM+"a,b\r\n") {
			r.Fatalf("written as %q: %v", b.String(), err)
		}
		read, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(read) != len(rows)+1 {
			r.Fatalf("%d rows come back as %d: %v", len(rows), len(read), err)
		}
		for i, cells := range read[1:] {
			for j, c := range cells {
				if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
					r.Errorf("the cell %q is a formula", c)
				}
				if got, want := csvtext.Unguard(c), rows[i][j]; got != want {
					r.Errorf("%q comes back as %q", want, got)
				}
			}
		}
	})
}

type broken struct{ left int }

var errBroken = errors.New("broken")

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// A reader who leaves ends the writing.
func TestWriteStopsAtAnError(t *testing.T) {
	t.Parallel()
	for _, left := range []int{0, 10, 5000} {
		rows := 0
		err := csvtext.Write(&broken{left}, []string{"a"}, func(row func(...string) error) error {
			for range 10_000 {
				rows++
				if err := row("0123456789"); err != nil {
					return err
				}
			}
			return nil
		})
		if !errors.Is(err, errBroken) || rows > 1500 {
			t.Errorf("after %d bytes and %d rows: %v", left, rows, err)
		}
	}
	no := errors.New("no more")
	if err := csvtext.Write(&strings.Builder{}, []string{"a"}, func(func(...string) error) error { return no }); !errors.Is(err, no) {
		t.Errorf("an error of the table is answered %v", err)
	}
}
