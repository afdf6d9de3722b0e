package icd

import (
	"context"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/department"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type searchInput struct {
	Q string `query:"q" maxLength:"100" doc:"The beginning of a code, or words"`
}

type matchInput struct {
	Code string `query:"code" required:"true" minLength:"1" maxLength:"20" doc:"A whole ICD-10 code"`
}

// DepartmentMatch is where a case with this code goes.
type DepartmentMatch struct {
	DepartmentID   *int64 `json:"department_id" doc:"null when the code has no mapping and there is no default department"`
	DepartmentName string `json:"department_name"`
	Via            string `json:"via" doc:"Code of the mapping; blank for the default department"`
}

// Register adds the operations on codes and mappings.
func Register(api *httpapi.API) {
	httpapi.Read(api, authz.ICDRead, httpapi.Op{ID: "search-icd-codes", Method: http.MethodGet, Path: "/icd-codes", Summary: "Find at most 20 codes", Tag: "icd"},
		func(ctx context.Context, tx *sqldb.Tx, in *searchInput) (httpapi.List[Code], error) {
			codes, err := searchCodes(ctx, tx, in.Q)
			return httpapi.Whole(codes), err
		})
	httpapi.Read(api, authz.ICDRead, httpapi.Op{ID: "list-icd-mappings", Method: http.MethodGet, Path: "/icd-mappings", Summary: "List mappings by code", Tag: "icd-mappings"},
		func(ctx context.Context, tx *sqldb.Tx, in *searchInput) (httpapi.List[Mapping], error) {
			rows, err := listMappings(ctx, tx, in.Q)
			return httpapi.Whole(rows), err
		})
	httpapi.Read(api, authz.ICDRead, httpapi.Op{ID: "match-icd-code", Method: http.MethodGet, Path: "/icd-mappings/match", Summary: "The department of a code", Tag: "icd-mappings"}, match)
	Mappings.Register(api)
}

func match(ctx context.Context, tx *sqldb.Tx, in *matchInput) (DepartmentMatch, error) {
	code := shape(in.Code)
	if !codeForm.MatchString(code) {
		return DepartmentMatch{}, errs.InvalidFields([]errs.Field{{Location: "query.code", Message: codeAdvice}})
	}
	m, ok, err := Department(ctx, tx, code)
	if err != nil || !ok {
		return DepartmentMatch{}, err
	}
	d, err := department.Departments.Get(ctx, tx, m.DepartmentID)
	return DepartmentMatch{DepartmentID: &d.ID, DepartmentName: d.Name, Via: m.Via}, err
}
