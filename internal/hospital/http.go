package hospital

import (
	"context"
	"net/http"
	"time"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// Hospital is what everyone may know, even before signing in.
type Hospital struct {
	Fields
	LogoSHA256         string `json:"logo_sha256" doc:"Names the present logo; blank when there is none"`
	Timezone           string `json:"timezone" doc:"IANA name of the zone the hospital's days follow"`
	BillingUnitSeconds int64  `json:"billing_unit_seconds" doc:"How long one unit of a bed stay is"`
	Version            int64  `json:"version" doc:"Raised by every change of the fields"`
	ProgramVersion     string `json:"program_version"`
}

// Transport is how the server is spoken to.
type Transport struct {
	TLS               string     `json:"tls" enum:"off,auto,own" doc:"Not at all; with a certificate of the hospital's own authority; with one that the operator brought"`
	Fingerprint       string     `json:"fingerprint" doc:"SHA-256 of the hospital's own authority, as browsers show it; blank without one"`
	AuthorityEndsAt   *time.Time `json:"authority_ends_at" doc:"When stations have to trust another authority"`
	CertificateEndsAt *time.Time `json:"certificate_ends_at" doc:"When the server's certificate ends; one of the own authority is renewed long before"`
	Names             []string   `json:"names" doc:"Names and addresses that the certificate is for"`
}

func (d *Desk) view(ctx context.Context, tx *sqldb.Tx, r record) (Hospital, error) {
	logo, err := logoSum(ctx, tx)
	return Hospital{
		Fields: r.Fields, LogoSHA256: logo, Version: r.Version, Timezone: d.opts.Location.String(),
		BillingUnitSeconds: int64(d.opts.BillingUnit / time.Second), ProgramVersion: d.opts.Version,
	}, err
}

type changeInput struct {
	Body httpapi.Patch[Fields]
}

// Register adds the operations on the hospital and its audit trail.
func (d *Desk) Register(api *httpapi.API) {
	httpapi.Read(api, authz.Public, httpapi.Op{ID: "get-hospital", Method: http.MethodGet, Path: "/hospital", Summary: "The hospital this program serves", Tag: "hospital"},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Hospital, error) {
			r, err := load(ctx, tx)
			if err != nil {
				return Hospital{}, err
			}
			return d.view(ctx, tx, r)
		})
	httpapi.Act(api, authz.HospitalWrite, httpapi.Op{ID: "change-hospital", Method: http.MethodPatch, Path: "/hospital", Summary: "Change the hospital's name, address and what stands on its papers", Tag: "hospital"},
		func(ctx context.Context, tx *sqldb.Tx, in *changeInput) (Hospital, error) {
			r, err := patchHospital(ctx, tx, &in.Body)
			if err != nil {
				return Hospital{}, err
			}
			return d.view(ctx, tx, r)
		})
	httpapi.Read(api, authz.SignedIn, httpapi.Op{ID: "get-transport", Method: http.MethodGet, Path: "/transport", Summary: "Whether the server speaks TLS, and the fingerprint that a new station compares", Tag: "hospital"},
		func(context.Context, *sqldb.Tx, *struct{}) (Transport, error) { return d.opts.Transport(), nil })
	d.registerLogo(api)
	d.registerTrail(api)
}
