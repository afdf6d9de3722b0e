package lantls

import (
	"bytes"
	"embed"
	"html/template"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

//go:embed trust
var trustFiles embed.FS

var trustPage = template.Must(template.ParseFS(trustFiles, "trust/page.html"))

// Trust serves what a station needs before it trusts the server: a page that
// tells how, at /trust, and the authority's certificate below it. Nobody has to
// be signed in, and nothing of it is secret.
func (k *Keeper) Trust() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /trust", k.trustPage)
	mux.HandleFunc("GET /trust/{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/trust", http.StatusFound) })
	mux.HandleFunc("GET /trust/style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, trustFiles, "trust/style.css")
	})
	mux.HandleFunc("GET /trust/talaan-ca.crt", k.authorityFile("talaan-ca.crt", "application/x-x509-ca-cert", func(der []byte) []byte { return der }))
	mux.HandleFunc("GET /trust/talaan-ca.pem", k.authorityFile("talaan-ca.pem", "application/x-pem-file", certificatePEM))
	return mux
}

// authorityFile sends the authority's certificate; 404 when there is none.
func (k *Keeper) authorityFile(name, kind string, form func(der []byte) []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if k.ca == nil {
			http.Error(w, "this server has no certificate authority of its own", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		w.Header().Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(form(k.ca.Raw)))
	}
}

func (k *Keeper) trustPage(w http.ResponseWriter, r *http.Request) {
	s := k.State()
	data := struct {
		Authority   bool
		Until       string
		Fingerprint []string // in groups that are easy to compare
		Secure      bool
		System      string
		Host        string
		Addresses   []string
	}{
		Authority: k.ca != nil, Until: s.AuthorityTo.Format("2 January 2006"), Fingerprint: groups(s.Fingerprint), Secure: r.TLS != nil,
		System: system(r.UserAgent()), Host: r.Host, Addresses: s.Addresses(portOf(r)),
	}
	var page bytes.Buffer
	if err := trustPage.Execute(&page, data); err != nil {
		k.opts.Log.Error("write the page of trust", "error", err)
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !data.Authority {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = page.WriteTo(w) // when the client has gone there is nothing to do
}

// portOf is the port at which the request came in.
func portOf(r *http.Request) int {
	if a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
		return a.Port
	}
	_, text, err := net.SplitHostPort(r.Host)
	if port, nerr := strconv.Atoi(text); err == nil && nerr == nil {
		return port
	}
	return 443
}

// groups cuts a fingerprint into groups of four bytes.
func groups(fingerprint string) []string {
	var out []string
	for len(fingerprint) > 11 {
		out = append(out, fingerprint[:11])
		fingerprint = strings.TrimPrefix(fingerprint[11:], ":")
	}
	return append(out, fingerprint)
}

// system guesses what a browser runs on; blank when it is none that is known.
func system(userAgent string) string {
	for _, s := range []struct{ has, is string }{
		{"Android", "android"}, {"Windows", "windows"}, {"iPhone", "apple"}, {"iPad", "apple"}, {"Macintosh", "apple"}, {"Linux", "linux"},
	} {
		if strings.Contains(userAgent, s.has) {
			return s.is
		}
	}
	return ""
}
