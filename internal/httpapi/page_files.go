package httpapi

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

const noPage = `<!doctype html><meta charset="utf-8"><title>Talaan</title>
<h1>The page is not built into this program</h1>
<p>Run <code>make build</code>, or <code>npm ci</code> and <code>npm run build</code> in the folder <code>web</code> and build the program again. The API works without it.</p>`

// PageFiles serves the built page. Paths that are no file answer index.html,
// because the page has its own addresses; built assets never change under
// their names, so browsers keep them.
func PageFiles(files fs.FS, built bool) http.Handler {
	if !built {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(noPage)) // the client has gone; nothing to do
		})
	}
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		info, err := fs.Stat(files, name)
		switch {
		case err == nil && !info.IsDir() && strings.HasPrefix(name, "assets/"):
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		case err == nil && !info.IsDir():
			w.Header().Set("Cache-Control", "no-cache")
		case strings.HasPrefix(name, "assets/"):
			http.NotFound(w, r)
			return
		default:
			w.Header().Set("Cache-Control", "no-cache")
			r = r.Clone(r.Context())
			r.URL.Path = "/"
		}
		server.ServeHTTP(w, r)
	})
}
