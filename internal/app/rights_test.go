package app_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

var update = flag.Bool("update", false, "write the golden files anew")

type body = map[string]any

// golden compares text with a committed file, or writes it with -update.
func golden(t *testing.T, path, text string) {
	t.Helper()
	if *update {
		talaantest.Must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	want, err := os.ReadFile(filepath.Clean(path))
	talaantest.Must(t, err)
	if string(want) != text {
		t.Errorf("%s is out of date; look at the difference, then run: go test ./internal/app -run %s -update", path, t.Name())
	}
}

// Every operation with its permission and who holds it, on one page: a changed
// right shows as a changed line.
func TestRightsAreAsWrittenDown(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	var page strings.Builder
	for _, op := range h.API.Operations() {
		line := fmt.Sprintf("%-6s %-60s %-30s %s", op.Method, op.Path, op.Permission, strings.Join(holders(op.Permission), " "))
		page.WriteString(strings.TrimSpace(line) + "\n")
	}
	golden(t, "testdata/rights.golden", page.String())
}

func holders(p authz.Permission) []string {
	if p == authz.Public || p == authz.SignedIn {
		return nil
	}
	var names []string
	for _, r := range authz.Roles() {
		if authz.Holds(r, p) {
			names = append(names, string(r))
		}
	}
	return names
}

// A program with an operation that has no permission of the policy does not start.
func TestOperationsNeedAPermission(t *testing.T) {
	t.Parallel()
	op := httpapi.Op{ID: "free-for-all", Method: http.MethodGet, Path: "/free-for-all"}
	for _, p := range []authz.Permission{"", "patient:raed", "Admin"} {
		func() {
			defer func() {
				if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), "free-for-all") {
					t.Errorf("permission %q: registering says %v", p, v)
				}
			}()
			api := httpapi.New(http.NewServeMux(), nil, slog.New(slog.NewTextHandler(io.Discard, nil)), "test", nil)
			httpapi.Read(api, p, op, func(context.Context, *sqldb.Tx, *struct{}) (httpapi.Nothing, error) { return httpapi.Nothing{}, nil })
		}()
	}
}

// A permission given to one user alone opens exactly its operations, at once.
func TestGrantedPermission(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	nurse := h.Client("nurse")
	room := body{"name": "Ward 7", "hourly_rate": "30.00"}
	nurse.Post("/rooms", room).Refused(http.StatusForbidden, "")
	h.Client("admin").Patch(fmt.Sprintf("/users/%d", h.User("nurse").ID), body{"permissions": []string{"room:write"}}).Expect(http.StatusOK)
	nurse.Post("/rooms", room).Expect(http.StatusCreated)
	nurse.Post("/services", body{"name": "X-ray", "price": "1.00"}).Refused(http.StatusForbidden, "")
	if got := nurse.Get("/me"); !strings.Contains(got.Text, `"room:write"`) {
		t.Errorf("the page is not told of the permission: %s", got.Text)
	}
}
