package billing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/csvtext"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type importInput struct {
	Body ImportInput
}

type statutoryInput struct {
	httpapi.ByID
	Body StatutoryClaim
}

type philHealthInput struct {
	httpapi.ByID
	Body PhilHealthClaim
}

type hmoInput struct {
	httpapi.ByID
	Body HMOClaim
}

type discountInput struct {
	httpapi.ByID
	Body DiscountGrant
}

type withdrawInput struct {
	httpapi.ByID
	EntitlementID int64 `path:"entitlement_id" minimum:"1"`
	Body          struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

type explainInput struct {
	httpapi.ByID
	Key string `query:"key" maxLength:"60" doc:"Only this amount: total_due, balance, philhealth, charge-12 …"`
}

type settingsInput struct {
	Body httpapi.Patch[SettingsFields]
}

// tables are imported whole, so their bodies are larger than those of forms.
const tableBytes = 8 << 20

// registerLedger adds the operations on prices, case rates, and what reduces a bill.
func (b *Billing) registerLedger(api *httpapi.API) {
	b.registerPriceList(api)
	bill := func(id, method, path, summary string, status int) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: "/bills/{id}" + path, Summary: summary, Tag: "bills", Status: status}
	}
	httpapi.Read(api, authz.BillRead, bill("explain-bill", http.MethodGet, "/explanation", "How every amount of a bill came to be", http.StatusOK), b.explain)
	httpapi.Read(api, authz.BillRead, bill("list-adjustments", http.MethodGet, "/adjustments", "Discounts and coverage in the ledger of a final bill", http.StatusOK),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[Adjustment], error) {
			rows, err := b.Adjustments(ctx, tx, in.ID)
			return httpapi.Whole(rows), err
		})
	httpapi.Act(api, authz.BillReduce, bill("claim-statutory-discount", http.MethodPost, "/statutory-discount", "Claim the senior citizen or PWD discount", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *statutoryInput) (Entitlement, error) {
			return b.ClaimStatutory(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.BillReduce, bill("claim-philhealth", http.MethodPost, "/philhealth", "Claim PhilHealth case rates", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *philHealthInput) (Entitlement, error) {
			return b.ClaimPhilHealth(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.BillReduce, bill("claim-hmo", http.MethodPost, "/hmo", "Claim what an HMO has approved", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *hmoInput) (Entitlement, error) {
			return b.ClaimHMO(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.DiscountOther, bill("grant-discount", http.MethodPost, "/other-discount", "Give a discount that is not the law's", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *discountInput) (Entitlement, error) {
			return b.GrantDiscount(ctx, tx, in.ID, in.Body)
		})
	httpapi.Act(api, authz.BillReduce, bill("withdraw-entitlement", http.MethodPost, "/entitlements/{entitlement_id}/withdraw", "Withdraw what reduces a bill, with a reason", http.StatusCreated),
		func(ctx context.Context, tx *sqldb.Tx, in *withdrawInput) (Entitlement, error) {
			return b.Withdraw(ctx, tx, in.ID, in.EntitlementID, in.Body.Reason)
		})
	b.registerSettings(api)
}

func (b *Billing) registerPriceList(api *httpapi.API) {
	op := func(id, method, path, summary, tag string) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: tag, MaxBody: tableBytes}
	}
	httpapi.Read(api, authz.ServiceRead, op("list-service-prices", http.MethodGet, "/services/{id}/prices", "The prices of a service, the present one first", "services"),
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.List[PastPrice], error) {
			rows, err := Prices(ctx, tx, in.ID)
			return httpapi.Whole(rows), err
		})
	httpapi.Download(api, authz.ServiceRead, op("export-services", http.MethodGet, "/services/export", "The price list as CSV", "services"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.File, error) {
			text, err := ExportServices(ctx, tx)
			return csvFile("price-list-"+b.day(tx.Now)+".csv", text), err
		})
	httpapi.Act(api, authz.ServiceWrite, op("import-services", http.MethodPost, "/services/import", "Take over a price list from CSV", "services"),
		func(ctx context.Context, tx *sqldb.Tx, in *importInput) (ImportReport, error) {
			return ImportServices(ctx, tx, in.Body)
		})
	httpapi.Read(api, authz.BillRead, op("list-case-rates", http.MethodGet, "/case-rates", "Find PhilHealth case rates in effect on a day", "case-rates"), b.listRates)
	httpapi.Act(api, authz.CaseRateWrite, op("import-case-rates", http.MethodPost, "/case-rates/import", "Take over PhilHealth's case rates from CSV", "case-rates"),
		func(ctx context.Context, tx *sqldb.Tx, in *importInput) (ImportReport, error) {
			return ImportCaseRates(ctx, tx, in.Body)
		})
}

func (b *Billing) registerSettings(api *httpapi.API) {
	op := func(id, method, summary string) httpapi.Op {
		return httpapi.Op{ID: id, Method: method, Path: "/billing-settings", Summary: summary, Tag: "bills"}
	}
	httpapi.Read(api, authz.BillRead, op("get-billing-settings", http.MethodGet, "What holds for all bills"),
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (Settings, error) { return LoadSettings(ctx, tx) })
	httpapi.Act(api, authz.BillSettings, op("change-billing-settings", http.MethodPatch, "Change what holds for all bills"),
		func(ctx context.Context, tx *sqldb.Tx, in *settingsInput) (Settings, error) {
			return changeSettings(ctx, tx, &in.Body)
		})
}

func (b *Billing) explain(ctx context.Context, tx *sqldb.Tx, in *explainInput) (httpapi.List[Explanation], error) {
	bill, err := b.Get(ctx, tx, in.ID)
	if err != nil {
		return httpapi.List[Explanation]{}, err
	}
	list := Explain(bill, tx.Now, b.zone)
	if in.Key != "" {
		list = only(list, in.Key)
	}
	return httpapi.Whole(list), nil
}

// csvFile is a table that the browser saves.
func csvFile(name, text string) httpapi.File {
	sum := sha256.Sum256([]byte(text))
	return httpapi.File{
		Name: name, ContentType: csvtext.ContentType, Tag: hex.EncodeToString(sum[:16]),
		Open: func(context.Context) (io.ReadSeekCloser, error) { return inMemory{bytes.NewReader([]byte(text))}, nil },
	}
}

type inMemory struct{ *bytes.Reader }

// Close has nothing to release.
func (inMemory) Close() error { return nil }
