package icd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"talaan/internal/authz"
	"talaan/internal/catalog"
	"talaan/internal/department"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

// MappingFields are what a client may write.
type MappingFields struct {
	ICDCode      string `json:"icd_code" db:"icd_code" need:"create" minLength:"1" maxLength:"10" doc:"An ICD-10 code or the beginning of one: I50.9, I50, I"`
	DepartmentID int64  `json:"department_id" db:"department_id" need:"create" minimum:"1"`
	Description  string `json:"description" db:"description" maxLength:"300"`
}

// Mapping gives the codes that begin with ICDCode to a department.
type Mapping struct {
	catalog.Head
	MappingFields
}

// Mappings is the list of mappings; each code has at most one.
var Mappings = &catalog.Catalog[Mapping, MappingFields, *Mapping]{
	Table: "icd_mappings", Entity: "icd_mapping", Noun: "ICD mapping", Path: "/icd-mappings", Order: "icd_code",
	Read: authz.ICDRead, Write: authz.ICDMappingWrite,
	Fields: func(m *Mapping) *MappingFields { return &m.MappingFields },
	Label:  func(m *Mapping) string { return "The mapping of " + m.ICDCode },
	Taken: func(m *Mapping) error {
		return errs.Conflictf("There is already a mapping of %s.", m.ICDCode).At("icd_code", "is mapped already; change that mapping instead")
	},
	Check: func(m *Mapping) (err error) {
		m.ICDCode, err = normaliseMapping(m.ICDCode)
		return err
	},
	Before: func(ctx context.Context, tx *sqldb.Tx, m *Mapping) error {
		_, err := department.Departments.Get(ctx, tx, m.DepartmentID)
		if errs.Is(err, errs.NotFound) {
			return errs.InvalidField("department_id", "there is no such department")
		}
		return err
	},
}

// listMappings returns the mappings whose code begins with query or whose
// description has it at the start of a word.
func listMappings(ctx context.Context, tx *sqldb.Tx, query string) ([]Mapping, error) {
	all, err := Mappings.List(ctx, tx)
	words := " " + fold.Key(query)
	return slices.DeleteFunc(all, func(m Mapping) bool {
		return !strings.HasPrefix(m.ICDCode, prefixShape(query)) && (words == " " || !strings.Contains(" "+fold.Key(m.Description), words))
	}), err
}

// Match is the department of a code.
type Match struct {
	DepartmentID int64
	Via          string // the mapping's code; blank when it is the default department
}

// Department returns the department of a normalised code: that of its longest
// mapping, else the default. ok is false when there is neither.
func Department(ctx context.Context, tx *sqldb.Tx, code string) (m Match, ok bool, err error) {
	found, err := departments(ctx, tx, []string{code})
	m, ok = found[code]
	return m, ok, err
}

// departments matches many codes at once; those without a department are absent.
func departments(ctx context.Context, tx *sqldb.Tx, codes []string) (map[string]Match, error) {
	var prefixes []string
	for _, c := range codes {
		prefixes = append(prefixes, Prefixes(c)...)
	}
	slices.Sort(prefixes)
	prefixes = slices.Compact(prefixes)
	if len(prefixes) == 0 {
		return map[string]Match{}, nil
	}
	rows, err := sqldb.All[MappingFields](ctx, tx, `SELECT `+sqldb.Columns[MappingFields]("")+` FROM icd_mappings WHERE icd_code IN (`+sqldb.In(len(prefixes))+`)`, sqldb.Args(prefixes)...)
	if err != nil {
		return nil, fmt.Errorf("match ICD codes: %w", err)
	}
	mapped := make(map[string]int64, len(rows))
	for _, r := range rows {
		mapped[r.ICDCode] = r.DepartmentID
	}
	fallback, hasDefault, err := department.Default(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Match, len(codes))
	for _, c := range codes {
		if m, ok := longest(mapped, c); ok {
			out[c] = m
		} else if hasDefault {
			out[c] = Match{DepartmentID: fallback.ID}
		}
	}
	return out, nil
}

// longest finds the longest mapped prefix of code.
func longest(mapped map[string]int64, code string) (Match, bool) {
	for _, p := range Prefixes(code) {
		if id, ok := mapped[p]; ok {
			return Match{DepartmentID: id, Via: p}, true
		}
	}
	return Match{}, false
}
