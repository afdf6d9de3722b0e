// Package hospital holds what is true of the whole hospital: its name, address
// and phone, the time it lives by, and the trail of all acts.
package hospital

import (
	"context"
	"time"

	"talaan/internal/audit"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/settings"
	"talaan/internal/sqldb"
)

// Fields are what an Admin writes about the hospital.
type Fields struct {
	Name    string `json:"name" minLength:"1" maxLength:"200"`
	Address string `json:"address" maxLength:"500"`
	Phone   string `json:"phone" maxLength:"60"`

	TIN           string `json:"tin" maxLength:"40" doc:"Taxpayer identification number, as printed on receipts"`
	ReceiptFooter string `json:"receipt_footer" maxLength:"500" doc:"Last lines of a receipt"`
}

// record is what is stored.
type record struct {
	Fields
	Version int64 `json:"version"`
}

// Options are what the program was started with.
type Options struct {
	Version     string         // of the program
	Location    *time.Location // the time zone of the hospital's days
	BillingUnit time.Duration  // of the bed meter
	DB          *sqldb.DB
	Trail       *audit.Chain
	Transport   func() Transport
	// PatientNames returns the names of patients, by id.
	PatientNames func(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]PatientName, error)
}

// Desk answers questions about the hospital.
type Desk struct{ opts Options }

// New makes the hospital area.
func New(opts Options) *Desk { return &Desk{opts: opts} }

var house = settings.Group[Fields]{
	Entity: "hospital", Counter: "hospital version",
	First: func() Fields { return Fields{} },
	Texts: func(f Fields) map[string]string {
		out := map[string]string{}
		for name, text := range f.texts() {
			out[name] = *text
		}
		return out
	},
	Read: func(f *Fields, name, text string) error {
		*f.texts()[name] = text
		return nil
	},
}

// texts returns where each text of the hospital is kept, by the name of its setting.
func (f *Fields) texts() map[string]*string {
	return map[string]*string{
		"hospital_name": &f.Name, "hospital_address": &f.Address, "hospital_phone": &f.Phone, "hospital_tin": &f.TIN, "hospital_receipt_footer": &f.ReceiptFooter,
	}
}

// load returns the hospital; blank texts and version 0 before its first run.
func load(ctx context.Context, tx *sqldb.Tx) (record, error) {
	f, version, err := house.Load(ctx, tx)
	return record{f, version}, err
}

// Name returns the hospital's name; blank before its first run.
func Name(ctx context.Context, tx *sqldb.Tx) (string, error) {
	r, err := load(ctx, tx)
	return r.Name, err
}

// SetName gives the hospital its name.
func SetName(ctx context.Context, tx *sqldb.Tx, name string) error {
	_, _, err := house.Change(ctx, tx, func(_ Fields, _ int64, f *Fields) error {
		f.Name = name
		return nil
	})
	return err
}

// patchHospital writes the sent fields.
func patchHospital(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[Fields]) (record, error) {
	f, version, err := house.Patch(ctx, tx, patch,
		func(f Fields, version int64) any { return record{f, version} },
		func(f *Fields) error {
			if f.Name == "" {
				return errs.InvalidField("name", "must not be blank")
			}
			return nil
		})
	return record{f, version}, err
}
