package staff

import (
	"context"

	"talaan/internal/audit"
	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// profileFields are what users write about themselves; names, department and
// rights are an Admin's to write.
type profileFields struct {
	Email     string `json:"email" maxLength:"200"`
	Phone     string `json:"phone" maxLength:"40"`
	Address   string `json:"address" maxLength:"500"`
	BirthDate string `json:"birth_date" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" patternDescription:"a date written YYYY-MM-DD" doc:"YYYY-MM-DD; empty when unknown"`
}

// changeProfile writes the sent fields of the caller.
func changeProfile(ctx context.Context, tx *sqldb.Tx, patch *httpapi.Patch[profileFields]) (User, error) {
	id := authz.From(ctx).ID
	if _, err := tx.Touch(ctx, "users", id); err != nil {
		return User{}, err
	}
	u, err := GetUser(ctx, tx, id)
	if err != nil {
		return u, err
	}
	before := u
	before.Version--
	if patch.Stale(before.Version) {
		return u, httpapi.Stale(before)
	}
	f := profileFields{u.Email, u.Phone, u.Address, u.BirthDate}
	if err := patch.Apply(&f); err != nil {
		return u, err
	}
	if err := errs.InvalidFields(contactFaults(f.Email, f.BirthDate, tx.Now)); err != nil {
		return u, err
	}
	u.Email, u.Phone, u.Address, u.BirthDate = f.Email, f.Phone, f.Address, f.BirthDate
	if err := sqldb.Update(ctx, tx, "users", id, u); err != nil {
		return u, refusedWrite(err, u.UserFields)
	}
	return u, audit.Record(ctx, tx, audit.Entry{Action: "changed", Entity: "user", ID: id, Before: before, After: u})
}
