package billing

import (
	"context"
	"time"

	"talaan/internal/authz"
	"talaan/internal/catalog"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/money"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// ServiceFields are what a client may write of a service.
type ServiceFields struct {
	Code         string         `json:"code" db:"code" maxLength:"40" doc:"Unique when given, like LAB-001"`
	Name         string         `json:"name" db:"name" need:"create" minLength:"1" maxLength:"160" doc:"Unique name, like Chest X-ray"`
	Category     string         `json:"category" db:"category" enum:"Room and board,Drugs and medicine,Laboratory and diagnostic,Operating room,Medical supplies,Professional fee,Others" doc:"Others when not sent"`
	Price        money.Centavos `json:"price" db:"price" need:"create" doc:"Price of one; a change touches nothing already charged"`
	VATTreatment string         `json:"vat_treatment" db:"vat_treatment" enum:"Exempt,VATable" doc:"The price of what is VATable has the VAT inside; Exempt when not sent"`
	Active       *bool          `json:"active" nullable:"false" doc:"Whether it can be charged; true when not sent"`
}

// Service is a priced thing that can be charged to a bill.
type Service struct {
	catalog.Head
	ServiceFields

	NameKey  string  `json:"-" db:"name_key"`
	CodeKey  *string `json:"-" db:"code_key"` // UNIQUE; none without a code
	IsActive bool    `json:"-" db:"active"`
}

// Services is the price list.
var Services = &catalog.Catalog[Service, ServiceFields, *Service]{
	Table: "services", Entity: "service", Noun: "service", Path: "/services", Order: "name_key",
	Read: authz.ServiceRead, Write: authz.ServiceWrite,
	Fields: func(s *Service) *ServiceFields { return &s.ServiceFields },
	Label:  func(s *Service) string { return s.Name },
	Loaded: func(s *Service) { s.Active = &s.IsActive },
	Taken: func(s *Service) error {
		if s.CodeKey != nil { // somebody took the code just now, or the name is another's
			return errs.Conflictf("There is already a service of this name or code.").At("name", "%s, or the code %s, exists", s.Name, s.Code)
		}
		return errs.Conflictf("There is already a service of this name.").At("name", "%s exists", s.Name)
	},
	Check:  checkService,
	Saved:  notePrice,
	Forget: forgetPrices,
}

func init() { Services.Before = codeFree } // breaks the initialisation cycle

// checkService fills what is not sent and what follows from the fields.
func checkService(s *Service) error {
	if s.Category == "" {
		s.Category = Others
	}
	if s.VATTreatment == "" {
		s.VATTreatment = Exempt
	}
	active := s.Active == nil || *s.Active
	s.IsActive, s.Active = active, &active
	if s.NameKey = fold.Key(s.Name); s.NameKey == "" {
		return errs.InvalidField("name", "must have a letter or digit")
	}
	s.CodeKey = nil
	if s.Code == "" {
		return nil
	}
	key := codeKey(s.Code)
	if key == "" {
		return errs.InvalidField("code", "must have a letter or digit")
	}
	s.CodeKey = &key
	return nil
}

// codeKey is a code as it is compared.
func codeKey(code string) string { return fold.Key(code) }

// codeFree refuses a code that another service has.
func codeFree(ctx context.Context, tx *sqldb.Tx, s *Service) error {
	if s.CodeKey == nil {
		return nil
	}
	others, err := Services.Where(ctx, tx, "code_key = ? AND id <> ?", *s.CodeKey, s.ID)
	if err != nil || len(others) == 0 {
		return err
	}
	return errs.Conflictf("There is already a service of this code.").At("code", "is that of %s", others[0].Name)
}

// PastPrice is what a service cost from a moment on.
type PastPrice struct {
	Price     money.Centavos `json:"price" db:"price"`
	From      *time.Time     `json:"from" db:"from_at" doc:"Null for the price from before a history was kept"`
	ChangedBy *int64         `json:"changed_by" db:"changed_by" doc:"Null when the program did it"`
	ByName    string         `json:"changed_by_name"`
}

type priceRow struct {
	ServiceID int64 `db:"service_id"`
	PastPrice
}

// notePrice adds to the history of prices, when the price is a new one.
func notePrice(ctx context.Context, tx *sqldb.Tx, before, after *Service) error {
	if before != nil && before.Price == after.Price {
		return nil
	}
	row := priceRow{after.ID, PastPrice{Price: after.Price, From: &tx.Now}}
	if by := authz.From(ctx); by.ID != 0 {
		row.ChangedBy = &by.ID
	}
	_, err := sqldb.Insert(ctx, tx, "service_prices", row)
	return err
}

func forgetPrices(ctx context.Context, tx *sqldb.Tx, serviceID int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM service_prices WHERE service_id = ?`, serviceID)
	return err
}

// Prices returns the prices of a service, the present one first.
func Prices(ctx context.Context, tx *sqldb.Tx, serviceID int64) ([]PastPrice, error) {
	if _, err := Services.Get(ctx, tx, serviceID); err != nil {
		return nil, err
	}
	rows, err := sqldb.All[PastPrice](ctx, tx, `SELECT `+sqldb.Columns[PastPrice]("")+` FROM service_prices WHERE service_id = ? ORDER BY id DESC`, serviceID)
	if err != nil {
		return nil, err
	}
	return rows, staff.NameEach(ctx, tx, rows, func(p *PastPrice) (int64, *string) {
		if p.ChangedBy == nil {
			return 0, &p.ByName
		}
		return *p.ChangedBy, &p.ByName
	})
}
