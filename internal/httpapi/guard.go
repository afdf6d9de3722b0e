package httpapi

import (
	"net/http"
	"strings"

	"talaan/internal/authz"
)

// pagePolicy is for the page. Scripts are files of the program; none stands in
// a page or is made from text. Styles may: Mantine writes its variables and what
// it measures into style elements. Files that are shown before they are sent
// are blobs; papers are printed from a frame.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self' blob:; " +
	"manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// dataPolicy is for answers of the interface, in which nothing is to run or to load.
const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// unused are devices of a station that the page never asks for.
const unused = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"

// guardAnswer sets what a browser must know of any answer before it reads it. A
// handler may set a stricter policy for what it sends.
func guardAnswer(h http.Header, r *http.Request) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", unused)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", pagePolicy)
	if strings.HasPrefix(r.URL.Path, "/api/") {
		// Everything below answers JSON or a stream. What a client sends here is not
		// parsed, because an answer that failed now would fail after the act was done.
		r.Header.Del("Accept")
		h.Set("Cache-Control", "no-store") // nothing of a patient stays in a browser that many share
		h.Set("Content-Security-Policy", dataPolicy)
	}
}

// openToPlain reports whether a path may be read without TLS: what a station
// needs before it trusts the server, and whether the server lives.
func openToPlain(path string) bool {
	switch path {
	case "/trust", "/favicon.svg", "/healthz", "/readyz":
		return true
	}
	return strings.HasPrefix(path, "/trust/")
}

// refusePlain sends whoever wants to read the page without TLS to where it is
// spoken. Everything else that comes without TLS is refused and not sent on: a
// password or a token in it has already been readable by everyone on the way, and a
// script that were sent on would go on like that unnoticed.
func refusePlain(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case r.TLS != nil, reads && openToPlain(r.URL.Path):
			next.ServeHTTP(w, r)
		case reads && r.Host != "" && !strings.HasPrefix(r.URL.Path, "/api/") && r.Header.Get("Authorization") == "":
			w.Header().Set("Cache-Control", "no-store")
			w.Header().Set("Connection", "close")
			// For now, not for ever: browsers would remember it beyond the day TLS is switched off.
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusTemporaryRedirect) //nolint:gosec // the same host that was asked
		default:
			w.Header().Set("Connection", "close") // what else was sent is not read
			writeProblem(w, &Problem{Title: "Forbidden", Status: http.StatusForbidden, Errors: []FieldError{}, RequestID: authz.From(r.Context()).RequestID,
				Detail: "This server is spoken to over https only, and this request came unencrypted. If there was a password or a token in it, others on the network may have read it: change the password, or sign out everywhere. Then use https://."})
		}
	})
}
