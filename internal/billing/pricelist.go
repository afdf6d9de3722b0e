package billing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"talaan/internal/fold"
	"talaan/internal/sqldb"
)

var serviceColumns = []string{"code", "name", "category", "price", "vat_treatment", "active"}

// ExportServices returns the price list as CSV, in the order of the names. Cells
// that a spreadsheet would take for a formula begin with an apostrophe.
func ExportServices(ctx context.Context, tx *sqldb.Tx) (string, error) {
	list, err := Services.List(ctx, tx)
	if err != nil {
		return "", err
	}
	rows := make([][]string, len(list))
	for i, s := range list {
		active := "yes"
		if !s.IsActive {
			active = "no"
		}
		rows[i] = []string{s.Code, s.Name, s.Category, s.Price.String(), s.VATTreatment, active}
	}
	return writeTable(serviceColumns, rows)
}

// ImportServices takes over a price list: a row changes the service of its code,
// or else of its name, or adds one. An empty cell and an absent column change nothing.
func ImportServices(ctx context.Context, tx *sqldb.Tx, in ImportInput) (ImportReport, error) {
	report := ImportReport{DryRun: in.DryRun}
	rows, refused, err := readTable(in.CSV, serviceColumns, []string{"name", "price"})
	if err != nil {
		return report, err
	}
	if _, err := tx.Exec(ctx, `UPDATE services SET version = version`); err != nil {
		return report, fmt.Errorf("lock the price list: %w", err)
	}
	list, err := Services.List(ctx, tx)
	if err != nil {
		return report, err
	}
	plan, bad := planPriceList(list, rows)
	report.Refused = inOrder(refused, bad)
	for _, p := range plan {
		switch {
		case p.before == nil:
			report.Added++
		case p.same():
			report.Unchanged++
			continue
		default:
			report.Changed++
		}
		if in.DryRun {
			continue
		}
		if err := p.write(ctx, tx); err != nil {
			return report, fmt.Errorf("import service %q: %w", p.after.Name, err)
		}
	}
	return report, nil
}

// put is a service to be added, or changed from what it was before.
type put struct {
	before *Service
	after  Service
}

func (p *put) same() bool {
	a, b := p.before, &p.after
	return a.Code == b.Code && a.Name == b.Name && a.Category == b.Category && a.Price == b.Price && a.VATTreatment == b.VATTreatment && a.IsActive == b.IsActive
}

func (p *put) write(ctx context.Context, tx *sqldb.Tx) error {
	if p.before == nil {
		return Services.Insert(ctx, tx, &p.after)
	}
	p.after.Version++
	return Services.Replace(ctx, tx, p.before, &p.after)
}

// planner finds the service that a row is about.
type planner struct {
	byCode, byName map[string]*Service
	taken          map[string]int // keys of codes and names in the file so far, and their lines
}

// planPriceList decides for every row what it does to the price list.
func planPriceList(list []Service, rows []tableRow) ([]put, []Refusal) {
	p := planner{map[string]*Service{}, map[string]*Service{}, map[string]int{}}
	for i := range list {
		s := &list[i]
		p.byName[s.NameKey] = s
		if s.CodeKey != nil {
			p.byCode[*s.CodeKey] = s
		}
	}
	var plan []put
	var refused []Refusal
	for _, r := range rows {
		one, bad := p.plan(r)
		if bad != nil {
			refused = append(refused, *bad)
			continue
		}
		plan = append(plan, one)
	}
	return plan, refused
}

func (p *planner) plan(r tableRow) (put, *Refusal) {
	before, bad := p.find(r)
	if bad != nil {
		return put{}, bad
	}
	one := put{before: before}
	if before != nil {
		one.after = *before
	}
	if bad := fillService(&one.after, r); bad != nil {
		return put{}, bad
	}
	return one, p.claim(r, &one)
}

// find returns the service of the row's code, or else of its name; nil for a new one.
func (p *planner) find(r tableRow) (*Service, *Refusal) {
	code, name := codeKey(r.cells["code"]), fold.Key(r.cells["name"])
	if s := p.byCode[code]; code != "" && s != nil {
		return s, nil
	}
	s := p.byName[name]
	if s != nil && code != "" && s.CodeKey != nil {
		return nil, r.refuse("name", "%s is the name of %s", s.Name, s.Code)
	}
	return s, nil
}

// claim refuses a row whose code or name another service has, in the list or
// further up in the file.
func (p *planner) claim(r tableRow, one *put) *Refusal {
	s := &one.after
	if other := p.byName[s.NameKey]; other != nil && other != one.before {
		return r.refuse("name", "there is another service of this name")
	}
	keys := []string{"name " + s.NameKey}
	if s.CodeKey != nil {
		keys = append(keys, "code "+*s.CodeKey)
	}
	for _, k := range keys {
		if line, ok := p.taken[k]; ok {
			column, _, _ := strings.Cut(k, " ")
			return r.refuse(column, "stands in line %d already", line)
		}
	}
	for _, k := range keys {
		p.taken[k] = r.line
	}
	return nil
}

// fillService writes the cells of a row over a service and checks it.
func fillService(s *Service, r tableRow) *Refusal {
	for column, field := range map[string]*string{"code": &s.Code, "name": &s.Name, "category": &s.Category, "vat_treatment": &s.VATTreatment} {
		if cell := r.cells[column]; cell != "" {
			*field = cell
		}
	}
	fields := struct{ Body ServiceFields }{s.ServiceFields}
	if bad := r.clean(&fields); bad != nil {
		return bad
	}
	s.ServiceFields = fields.Body
	if cell := r.cells["price"]; cell != "" || s.ID == 0 {
		price, err := amountIn(cell)
		if err != nil {
			return r.refuse("price", "%s", err)
		}
		s.Price = price
	}
	if bad := fillChoices(s, r); bad != nil {
		return bad
	}
	if err := checkService(s); err != nil {
		return r.because(err)
	}
	return nil
}

// fillChoices checks the cells that have few values, and writes the last of them.
func fillChoices(s *Service, r tableRow) *Refusal {
	if s.Category != "" && !slices.Contains(Categories(), s.Category) {
		return r.refuse("category", "%q is not one of %s", s.Category, strings.Join(Categories(), ", "))
	}
	if s.VATTreatment != "" && s.VATTreatment != Exempt && s.VATTreatment != VATable {
		return r.refuse("vat_treatment", "must be %s or %s", Exempt, VATable)
	}
	cell := strings.ToLower(r.cells["active"])
	if cell == "" {
		return nil
	}
	active := slices.Contains([]string{"yes", "true", "1"}, cell)
	if !active && !slices.Contains([]string{"no", "false", "0"}, cell) {
		return r.refuse("active", "must be yes or no")
	}
	s.Active = &active
	return nil
}
