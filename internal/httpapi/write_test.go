package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"talaan/internal/httpapi"
)

// Who loads the page anew while a backup is restored reads words; the page itself
// and programs read a problem.
func TestRestoringIsToldInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, accept, want string }{
		{"/", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"},
		{"/patients/4", "text/html", "text/html; charset=utf-8"},
		{"/api/v1/home", "text/html", "application/problem+json"},
		{"/assets/index.js", "*/*", "application/problem+json"},
	} {
		r, w := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.path, nil), httptest.NewRecorder()
		r.Header.Set("Accept", c.accept)
		httpapi.Restoring(w, r)
		policy := w.Header().Get("Content-Security-Policy")
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusServiceUnavailable || got != c.want || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s is answered with %d, %s", c.path, w.Code, got)
		}
		if page := strings.HasPrefix(c.want, "text/html"); page && (!strings.Contains(w.Body.String(), `http-equiv="refresh"`) || !strings.Contains(policy, "default-src 'none'")) {
			t.Errorf("%s is answered with %s under %s", c.path, w.Body, policy)
		}
	}
}
