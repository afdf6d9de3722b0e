package httpapi

import (
	"bytes"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

const noPage = `<!doctype html><meta charset="utf-8"><title>Talaan</title>
<h1>The page is not built into this program</h1>
<p>Run <code>make build</code>, or <code>npm ci</code> and <code>npm run build</code> in the folder <code>web</code> and build the program again. The API works without it.</p>`

// workerPolicy is for the page's workers, which have rules of their own: the
// reader of PDF files decodes scanned pages with WebAssembly there. The page
// itself may not compile any.
const workerPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// filePolicy is that of the page's own files, should one be opened by itself.
const filePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// PageFiles serves the built page. Paths that are no file answer index.html,
// because the page has its own addresses; built assets never change under
// their names, so browsers keep them. Files whose name begins with a dot are
// not the page's.
func PageFiles(files fs.FS, built bool) http.Handler {
	if !built {
		return onlyReads(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(noPage)) // the client has gone; nothing to do
		})
	}
	server := http.FileServerFS(files)
	small := &compressed{files: files}
	return onlyReads(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		if strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
			http.NotFound(w, r)
			return
		}
		info, err := fs.Stat(files, name)
		switch {
		case err == nil && !info.IsDir() && strings.HasPrefix(name, "assets/"):
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			// Scripts, styles and fonts are no documents, whose business these two are; in
			// some sixty small files they would weigh more than the code.
			w.Header().Del("Permissions-Policy")
			w.Header().Del("Cross-Origin-Opener-Policy")
			if strings.HasPrefix(name, "assets/worker/") {
				w.Header().Set("Content-Security-Policy", workerPolicy)
			} else {
				w.Header().Set("Content-Security-Policy", filePolicy)
			}
			if small.serve(w, r, name) {
				return
			}
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

// onlyReads answers 405 to whoever wants to write a file.
func onlyReads(serve http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "this address takes GET and HEAD only", http.StatusMethodNotAllowed)
			return
		}
		serve(w, r)
	})
}

// compressed keeps the page's scripts and styles as small as gzip makes them:
// each is compressed once, when it is first asked for.
type compressed struct {
	files fs.FS
	kept  sync.Map // name -> []byte
}

// serve answers with the compressed file, if the browser takes it and the file
// is text; otherwise it does nothing and returns false.
func (c *compressed) serve(w http.ResponseWriter, r *http.Request, name string) bool {
	ext := path.Ext(name)
	if (ext != ".js" && ext != ".css" && ext != ".svg") || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return false
	}
	body, err := c.body(name)
	if err != nil {
		return false
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(ext))
	w.Header().Set("Content-Encoding", "gzip")
	w.Header().Add("Vary", "Accept-Encoding")
	_, _ = w.Write(body) //nolint:gosec // a file of the program itself; when the client has gone there is nothing to do
	return true
}

func (c *compressed) body(name string) ([]byte, error) {
	if b, ok := c.kept.Load(name); ok {
		return b.([]byte), nil //nolint:errcheck,forcetypeassert // only this function stores
	}
	plain, err := fs.ReadFile(c.files, name)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	zip, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zip.Write(plain); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	c.kept.Store(name, buf.Bytes())
	return buf.Bytes(), nil
}
