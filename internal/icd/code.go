package icd

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

// searchLimit is how many codes a search shows.
const searchLimit = 20

// Code is an ICD-10 code with its title and the department it belongs to.
type Code struct {
	Code         string `json:"code" db:"code"`
	Title        string `json:"title" db:"title"`
	DepartmentID *int64 `json:"department_id" doc:"By its mapping, else the default department; null when there is neither"`
}

// Titles returns what the codes mean, by code; unknown ones are left out.
func Titles(ctx context.Context, tx *sqldb.Tx, codes []string) (map[string]string, error) {
	out := make(map[string]string, len(codes))
	if len(codes) == 0 {
		return out, nil
	}
	rows, err := sqldb.All[Code](ctx, tx, `SELECT `+sqldb.Columns[Code]("")+` FROM icd_codes WHERE code IN (`+sqldb.In(len(codes))+`)`, sqldb.Args(codes)...)
	if err != nil {
		return nil, fmt.Errorf("titles of ICD-10 codes: %w", err)
	}
	for _, c := range rows {
		out[c.Code] = c.Title
	}
	return out, nil
}

// searchCodes returns the codes that begin with query, then those whose title
// has words beginning with all of its words, then those that contain them.
func searchCodes(ctx context.Context, tx *sqldb.Tx, query string) ([]Code, error) {
	isCode, args := `code LIKE ? ESCAPE '!'`, []any{sqldb.StartsWith(prefixShape(query))}
	begins, inside := `1 = 0`, `1 = 0`
	var beginArgs, insideArgs []any
	if words := fold.Words(query); len(words) > 0 {
		begins, inside = allOf(`(title_key LIKE ? ESCAPE '!' OR title_key LIKE ? ESCAPE '!')`, len(words)), allOf(`title_key LIKE ? ESCAPE '!'`, len(words))
		for _, w := range words {
			beginArgs = append(beginArgs, sqldb.StartsWith(w), "% "+sqldb.StartsWith(w))
			insideArgs = append(insideArgs, sqldb.Contains(w))
		}
	}
	rows, err := sqldb.All[Code](ctx, tx, `SELECT `+sqldb.Columns[Code]("")+` FROM icd_codes WHERE `+isCode+` OR `+inside+`
		ORDER BY CASE WHEN `+isCode+` THEN 0 WHEN `+begins+` THEN 1 ELSE 2 END, code LIMIT ?`,
		slices.Concat(args, insideArgs, args, beginArgs, []any{searchLimit})...)
	if err != nil {
		return nil, fmt.Errorf("search ICD codes: %w", err)
	}
	return rows, fillDepartments(ctx, tx, rows)
}

// allOf asks for a condition n times over.
func allOf(cond string, n int) string {
	return "(" + strings.TrimSuffix(strings.Repeat(cond+" AND ", n), " AND ") + ")"
}

func fillDepartments(ctx context.Context, tx *sqldb.Tx, codes []Code) error {
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c.Code
	}
	found, err := departments(ctx, tx, names)
	for i := range codes {
		if m, ok := found[codes[i].Code]; ok {
			codes[i].DepartmentID = &m.DepartmentID
		}
	}
	return err
}

//go:embed starter.csv
var starterFile []byte

// starter returns the codes that Philippine hospitals meet most, with titles
// in everyday words.
func starter() ([]Code, error) {
	lines, err := csv.NewReader(bytes.NewReader(starterFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read the starter set of ICD codes: %w", err)
	}
	codes := make([]Code, 0, len(lines))
	for _, l := range lines[1:] { // the first names the columns
		codes = append(codes, Code{Code: l[0], Title: l[1]})
	}
	return codes, nil
}

// LoadStarter fills the list of codes when it is empty, so that a new hospital
// can search at once. Running it again changes nothing.
func LoadStarter(ctx context.Context, tx *sqldb.Tx) error {
	n, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM icd_codes`)
	if err != nil {
		return fmt.Errorf("count ICD codes: %w", err)
	}
	if n > 0 {
		return nil
	}
	codes, err := starter()
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(codes, 100) {
		if err := insertCodes(ctx, tx, batch); err != nil {
			return err
		}
	}
	return nil
}

func insertCodes(ctx context.Context, tx *sqldb.Tx, codes []Code) error {
	var args []any
	for _, c := range codes {
		args = append(args, c.Code, c.Title, fold.Key(c.Title))
	}
	_, err := tx.Exec(ctx, `INSERT INTO icd_codes (code, title, title_key) VALUES `+strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", len(codes)), ", "), args...)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return sqldb.Retry(err) // another server of this hospital is loading them too
	}
	if err != nil {
		return fmt.Errorf("load ICD codes: %w", err)
	}
	return nil
}
