package department

import (
	"context"
	"net/http"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
)

type createInput struct {
	Body httpapi.Draft[DepartmentFields]
}

type changeInput struct {
	httpapi.ByID
	Body httpapi.Patch[DepartmentFields]
}

// Register adds the operations on departments.
func Register(api *httpapi.API) {
	const tag = "departments"
	httpapi.Read(api, authz.DepartmentRead, httpapi.Op{ID: "list-departments", Method: http.MethodGet, Path: "/departments", Summary: "List departments", Tag: tag},
		func(ctx context.Context, tx *sqldb.Tx, _ *struct{}) (httpapi.List[Department], error) {
			all, err := List(ctx, tx)
			return httpapi.Whole(all), err
		})
	httpapi.Read(api, authz.DepartmentRead, httpapi.Op{ID: "get-department", Method: http.MethodGet, Path: "/departments/{id}", Summary: "One department", Tag: tag},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (Department, error) {
			return Get(ctx, tx, in.ID)
		})
	httpapi.Act(api, authz.DepartmentWrite, httpapi.Op{ID: "create-department", Method: http.MethodPost, Path: "/departments", Summary: "Add a department", Tag: tag, Status: http.StatusCreated},
		func(ctx context.Context, tx *sqldb.Tx, in *createInput) (Department, error) {
			return Create(ctx, tx, in.Body.Fields)
		})
	httpapi.Act(api, authz.DepartmentWrite, httpapi.Op{ID: "change-department", Method: http.MethodPatch, Path: "/departments/{id}", Summary: "Change a department", Tag: tag},
		func(ctx context.Context, tx *sqldb.Tx, in *changeInput) (Department, error) {
			return Change(ctx, tx, in.ID, &in.Body)
		})
	httpapi.Act(api, authz.DepartmentWrite, httpapi.Op{ID: "delete-department", Method: http.MethodDelete, Path: "/departments/{id}", Summary: "Delete a department that is not in use", Tag: tag, Status: http.StatusNoContent},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.Nothing, error) {
			return httpapi.Nothing{}, Remove(ctx, tx, in.ID)
		})
}
