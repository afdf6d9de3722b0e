package httpapi

import (
	"encoding/json"
	"net/http"

	"talaan/internal/authz"
)

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone; nothing to do
}

// NotFound answers 404 for paths of the API that do not exist.
func NotFound(w http.ResponseWriter, r *http.Request) {
	writeProblem(w, &Problem{Title: "Not Found", Status: http.StatusNotFound, Errors: []FieldError{}, RequestID: authz.From(r.Context()).RequestID, Detail: "There is nothing at " + r.URL.Path + "."})
}
