package billing

import (
	"talaan/internal/authz"
	"talaan/internal/catalog"
	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/money"
)

// Others is the category of services that belong to none of the usual groups of
// a statement of account.
const Others = "Others"

// ServiceFields are what a client may write of a service.
type ServiceFields struct {
	Name     string         `json:"name" db:"name" need:"create" minLength:"1" maxLength:"160" doc:"Unique name, like Chest X-ray"`
	Category string         `json:"category" db:"category" enum:"Room and board,Drugs and medicine,Laboratory and diagnostic,Operating room,Medical supplies,Professional fee,Others" doc:"Others when not sent"`
	Price    money.Centavos `json:"price" db:"price" need:"create" doc:"Price of one; a change touches nothing already charged"`
	Active   *bool          `json:"active" nullable:"false" doc:"Whether it can be charged; true when not sent"`
}

// Service is a priced thing that can be charged to a bill.
type Service struct {
	catalog.Head
	ServiceFields

	NameKey  string `json:"-" db:"name_key"`
	IsActive bool   `json:"-" db:"active"`
}

// Services is the price list.
var Services = &catalog.Catalog[Service, ServiceFields, *Service]{
	Table: "services", Entity: "service", Noun: "service", Path: "/services", Order: "name_key",
	Read: authz.ServiceRead, Write: authz.ServiceWrite,
	Fields: func(s *Service) *ServiceFields { return &s.ServiceFields },
	Label:  func(s *Service) string { return s.Name },
	Loaded: func(s *Service) { s.Active = &s.IsActive },
	Taken: func(s *Service) error {
		return errs.Conflictf("There is already a service of this name.").At("name", "%s exists", s.Name)
	},
	Check: func(s *Service) error {
		if s.Category == "" {
			s.Category = Others
		}
		s.IsActive = s.Active == nil || *s.Active
		s.Active = &s.IsActive
		if s.NameKey = fold.Key(s.Name); s.NameKey == "" {
			return errs.InvalidField("name", "must have a letter or digit")
		}
		return nil
	},
}
