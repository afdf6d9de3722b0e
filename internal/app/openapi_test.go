package app_test

import (
	"testing"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// The committed description of the HTTP interface, from which the page's types
// are made, is the one this program serves.
func TestOpenAPIIsUpToDate(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	text, err := h.API.OpenAPI()
	talaantest.Must(t, err)
	golden(t, "../../api/openapi.yaml", string(text))
}
