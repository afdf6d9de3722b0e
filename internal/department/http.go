package department

import (
	"context"
	"net/http"

	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

// Register adds the operations on departments.
func Register(api *httpapi.API) {
	httpapi.Read(api, Departments.Read, httpapi.Op{ID: "list-departments", Method: http.MethodGet, Path: "/departments", Summary: "List departments", Tag: "departments"},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.List[Department], error) {
			all, err := Departments.List(ctx, tx)
			return httpapi.Whole(all), err
		})
	Departments.Register(api)
}
