package httpapi

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"talaan/internal/authz"
)

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone; nothing to do
}

// restoreTakes is after how many seconds a client asks again while a backup is restored.
const restoreTakes = 5

// restoringPage loads itself anew until the hospital is open. It has nothing of the
// page's own files, which are not there either.
var restoringPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="` + strconv.Itoa(restoreTakes) + `">
<title>Talaan: a backup is being restored</title>
<style>body { max-width: 32rem; margin: 18vh auto; padding: 0 1.5rem; font: 1rem/1.5 system-ui, sans-serif } h1 { font-size: 1.5rem }</style>
<h1>A backup is being restored</h1>
<p role="status">The hospital is closed for a moment. This page goes on by itself when it is open again; then sign in anew.
</html>
`

// Restoring turns a request away while a backup takes the place of the present.
func Restoring(w http.ResponseWriter, r *http.Request) {
	guardAnswer(w.Header(), r)
	w.Header().Set("Retry-After", strconv.Itoa(restoreTakes))
	if !strings.HasPrefix(r.URL.Path, "/api/") && strings.Contains(r.Header.Get("Accept"), "text/html") { // a page that is loaded anew
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, restoringPage) // the client has gone; nothing to do
		return
	}
	writeProblem(w, &Problem{Type: TypeRestoring, Title: http.StatusText(http.StatusServiceUnavailable), Status: http.StatusServiceUnavailable, Errors: []FieldError{},
		Detail: "A backup is being restored. Wait a moment; then sign in anew."})
}

// methods are those that operations use.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// NotFound answers what no operation on mux takes: 405 for a path that takes
// another method, 404 for a path that does not exist.
func NotFound(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, here := mux.Handler(r)
		var allowed []string
		for _, m := range methods {
			other := r.Clone(r.Context())
			other.Method = m
			if _, pattern := mux.Handler(other); pattern != here {
				allowed = append(allowed, m)
			}
		}
		p := &Problem{Status: http.StatusNotFound, Errors: []FieldError{}, RequestID: authz.From(r.Context()).RequestID, Detail: "There is nothing at " + r.URL.Path + "."}
		if len(allowed) > 0 {
			w.Header().Set("Allow", strings.Join(allowed, ", "))
			p.Status, p.Detail = http.StatusMethodNotAllowed, r.URL.Path+" takes "+strings.Join(allowed, ", ")+", not "+r.Method+"."
		}
		p.Title = http.StatusText(p.Status)
		writeProblem(w, p)
	})
}
