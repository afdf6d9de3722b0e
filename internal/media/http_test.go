package media_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"talaan/internal/authz"
	"talaan/internal/httpapi"
	"talaan/internal/media"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

type body = map[string]any

// part is one part of a form; a file when it has a file name.
type part struct{ name, file, text string }

func form(t testing.TB, parts ...part) (string, []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		header := textproto.MIMEHeader{"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": p.name})}}
		if p.file != "" {
			header.Set("Content-Disposition", mime.FormatMediaType("form-data", map[string]string{"name": p.name, "filename": p.file}))
		}
		to, err := w.CreatePart(header)
		talaantest.Must(t, err)
		_, err = io.WriteString(to, p.text)
		talaantest.Must(t, err)
	}
	talaantest.Must(t, w.Close())
	return w.FormDataContentType(), b.Bytes()
}

// sent is an answer to a form.
type sent struct {
	t      testing.TB
	status int
	text   string
	fields map[string]any
}

func (s sent) id() int64 {
	s.t.Helper()
	id, ok := s.fields["id"].(float64)
	if s.status != http.StatusCreated || !ok {
		s.t.Fatalf("answered %d %s", s.status, s.text)
	}
	return int64(id)
}

func (s sent) refused(status int, says string) {
	s.t.Helper()
	if s.status != status || !strings.Contains(s.text, says) {
		s.t.Errorf("answered %d %s, not %d with %q", s.status, s.text, status, says)
	}
}

// send sends a form as the user.
func send(t testing.TB, h *talaantest.Hospital, user, key string, parts ...part) sent {
	t.Helper()
	kind, text := form(t, parts...)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/api/v1/uploads", bytes.NewReader(text))
	talaantest.Must(t, err)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Authorization", "Bearer "+h.Client(user).Token)
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := http.DefaultClient.Do(req)
	talaantest.Must(t, err)
	answer, err := io.ReadAll(res.Body)
	talaantest.Must(t, err)
	talaantest.Must(t, res.Body.Close())
	s := sent{t, res.StatusCode, string(answer), nil}
	talaantest.Must(t, json.Unmarshal(answer, &s.fields))
	return s
}

// own is the hospital's own library, as a shelf.
func own(t testing.TB, h *talaantest.Hospital) *shelf {
	t.Helper()
	return &shelf{Library: h.Media, t: t, h: h}
}

func TestUploads(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		s := own(t, h)
		got := send(t, h, "nurse", "k1", part{"file", "chest.png", picture(t, 0)})
		first := got.id()
		if got.fields["name"] != "chest.png" || got.fields["content_type"] != "image/png" || got.fields["size"] != float64(len(picture(t, 0))) {
			t.Errorf("answered %s", got.text)
		}
		if again := send(t, h, "nurse", "k1", part{"file", "chest.png", picture(t, 0)}); again.id() != first || s.count("uploads") != 1 {
			t.Errorf("the repetition made upload %d; there are %d", again.id(), s.count("uploads"))
		}
		send(t, h, "nurse", "k1", part{"file", "chest.png", picture(t, 1)}).refused(http.StatusUnprocessableEntity, "Idempotency-Key")
		for _, c := range []struct {
			parts  []part
			status int
			says   string
		}{
			{nil, 422, `"body.file"`},
			{[]part{{"other", "a.txt", "x"}}, 422, `"body.other"`},
			{[]part{{"file", "a.txt", "x"}, {"file", "b.txt", "y"}}, 422, "one file at a time"},
			{[]part{{"file", "a.txt", "x"}, {"note", "", "y"}}, 422, `"body.note"`},
			{[]part{{"file", "empty.txt", ""}}, 422, "“empty.txt” is empty"},
			{[]part{{"file", "a.exe", "MZ\x90\x00" + strings.Repeat("\x00", 300)}}, 422, "a.exe"},
			{[]part{{"file", "a.pdf", "MZ\x90\x00" + strings.Repeat("\x00", 300)}}, 422, "a.pdf"},
		} {
			send(t, h, "nurse", "", c.parts...).refused(c.status, c.says)
		}
		send(t, h, "teller", "", part{"file", "a.txt", "x"}).refused(http.StatusForbidden, "write laboratory results")
		if s.count("uploads") != 1 || s.count("media") != 1 {
			t.Errorf("%d uploads, %d files", s.count("uploads"), s.count("media"))
		}

		path := fmt.Sprintf("/uploads/%d", first)
		h.Client("doctor").Delete(path).Refused(http.StatusNotFound, "")
		h.Client("nurse").Delete(path).Expect(http.StatusNoContent)
		h.Client("nurse").Delete(path).Refused(http.StatusNotFound, "")
		if s.count("uploads") != 0 || s.count("media") != 0 {
			t.Errorf("after the deletion %d uploads, %d files", s.count("uploads"), s.count("media"))
		}
	})
}

// pixelBomb is a PNG of a few bytes that says that it has 100 million dots.
func pixelBomb(t testing.TB) string {
	t.Helper()
	b := []byte(picture(t, 0))
	binary.BigEndian.PutUint32(b[16:], 10_000) // width, then height
	binary.BigEndian.PutUint32(b[20:], 10_000)
	return string(b)
}

// zipBomb is a Word document of a few kilobytes that unpacks to 30 MB.
func zipBomb(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": strings.Repeat(" ", 30<<20)} {
		to, err := w.Create(name)
		talaantest.Must(t, err)
		_, err = io.WriteString(to, text)
		talaantest.Must(t, err)
	}
	talaantest.Must(t, w.Close())
	return b.String()
}

const (
	program   = "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"
	scriptPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert)>>>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
)

// What could harm is refused, by its name, and leaves nothing. Names may hold
// anything, and are stored clean.
func TestHarmfulUploads(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		s := own(t, h)
		long := strings.Repeat("ñ", 300) + ".png"
		for _, c := range []struct{ name, text, says string }{
			{"chest.png", program, "“chest.png” seems to be a Windows program. Only jpg, png"},
			{"result.pdf", scriptPDF, "“result.pdf” has a script, which would run when it is opened: print it as a new PDF and send that. Nothing was saved."},
			{"scan.png", pixelBomb(t), "“scan.png” is a picture of 10000 × 10000 dots, and at most 50 megapixels are taken"},
			{"report.docx", zipBomb(t), "“report.docx” unpacks to far more than it should"},
			{"empty.csv", "", "“empty.csv” is empty"},
			{"../../etc/passwd.png", program, "“passwd.png” seems"},
			{`..\..\windows\chest.png`, program, "“chest.png” seems"},
			{"😀 chest.png", program, "“😀 chest.png” seems"},
			{"chest\u202egnp.exe", program, "“chestgnp.exe” has a name that ends in .exe"},
			{long, program, "“" + strings.Repeat("ñ", 125) + ".png” seems"},
		} {
			send(t, h, "nurse", "", part{"file", c.name, c.text}).refused(http.StatusUnprocessableEntity, c.says)
		}
		left, err := filepath.Glob(filepath.Join(strings.TrimPrefix(s.Store.String(), "folder "), "tmp", "*"))
		talaantest.Must(t, err)
		if s.count("uploads")+s.count("media") != 0 || s.objects() != 0 || len(left) != 0 {
			t.Errorf("left: %d files, %d objects, %v", s.count("media"), s.objects(), left)
		}
		for i, c := range []struct{ name, want string }{
			{"../../etc/passwd.png", "passwd.png"}, {`..\a\chest.png`, "chest.png"}, {"😀 chest.png", "😀 chest.png"},
			{"chest\u202egnp\u200f.png", "chestgnp.png"}, {long, strings.Repeat("ñ", 125) + ".png"},
		} {
			got := send(t, h, "nurse", "", part{"file", c.name, picture(t, i)})
			if got.id(); got.fields["name"] != c.want {
				t.Errorf("%q is stored as %q, not %q", c.name, got.fields["name"], c.want)
			}
		}
	})
}

// A file that is larger than the page's usual limit of a request, and one that
// is larger than an Admin wants.
func TestLargeUploads(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	h.Client("admin").Patch("/media-settings", body{"max_file_mb": 3}).Expect(http.StatusOK)
	big := send(t, h, "nurse", "", part{"file", "big.txt", strings.Repeat("words ", 500_000)})
	if big.id(); big.fields["size"] != 3_000_000.0 {
		t.Errorf("answered %s", big.text)
	}
	send(t, h, "nurse", "", part{"file", "huge.txt", strings.Repeat("words ", 2_000_000)}).refused(http.StatusRequestEntityTooLarge, "“huge.txt” is larger than 3 MB")
	if v := own(t, h).whole(); v.Files != 1 {
		t.Errorf("%+v", v)
	}
}

func TestTooManyUploads(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	s := own(t, h)
	_, id := s.upload("nurse", s.stage("a.txt", "a"))
	talaantest.Must(t, h.Tx("nurse", func(ctx context.Context, tx *sqldb.Tx) error {
		for range media.MostUploads - 1 {
			if _, err := sqldb.Insert(ctx, tx, "uploads", upload{h.User("nurse").ID, id, "a.txt", tx.Now}); err != nil {
				return err
			}
		}
		return nil
	}))
	send(t, h, "nurse", "", part{"file", "a.txt", "x"}).refused(http.StatusTooManyRequests, "1000 files")
	send(t, h, "doctor", "", part{"file", "a.txt", "x"}).id()
}

// A connection that breaks in the middle leaves nothing.
func TestCutUpload(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	kind, text := form(t, part{"file", "a.txt", strings.Repeat("words ", 100_000)})
	at, err := url.Parse(h.URL)
	talaantest.Must(t, err)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", at.Host)
	talaantest.Must(t, err)
	_, err = fmt.Fprintf(conn, "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", h.Client("nurse").Token, kind, len(text), text[:300_000])
	talaantest.Must(t, err)
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		t.Fatal("no TCP connection")
	}
	talaantest.Must(t, tcp.CloseWrite())
	answer, err := io.ReadAll(conn)
	talaantest.Must(t, err)
	talaantest.Must(t, conn.Close())
	if !strings.Contains(string(answer), " 422 ") || !strings.Contains(string(answer), "“a.txt” did not arrive whole") {
		t.Errorf("answered %s", answer)
	}
	s := own(t, h)
	left, err := filepath.Glob(filepath.Join(strings.TrimPrefix(s.Store.String(), "folder "), "tmp", "*"))
	talaantest.Must(t, err)
	if s.count("uploads")+s.count("media") != 0 || s.objects() != 0 || len(left) != 0 {
		t.Errorf("left: %d files, %d objects, %v", s.count("media"), s.objects(), left)
	}
}

func TestMediaSettings(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		all, err := json.Marshal(inspect.TypeNames())
		talaantest.Must(t, err)
		want := fmt.Sprintf(`{"known_types":%s,"version":0,"max_file_mb":200,"max_files":50,"max_megapixels":50,"types":["jpg","png","webp","gif","pdf","docx","xlsx","csv","txt","dcm"]}`, all)
		first := h.Client("teller").Get("/media-settings").Expect(http.StatusOK)
		if strings.TrimSpace(first.Text) != want {
			t.Errorf("at first %s\nnot %s", first.Text, want)
		}
		admin := h.Client("admin")
		for _, c := range []struct {
			body  any
			field string
		}{
			{body{"max_file_mb": 0}, "body.max_file_mb"},
			{body{"max_file_mb": 2001}, "body.max_file_mb"},
			{body{"max_file_mb": 1.5}, "body.max_file_mb"},
			{body{"max_file_mb": "9"}, "body.max_file_mb"},
			{body{"max_file_mb": nil}, "body.max_file_mb"},
			{body{"max_files": 0}, "body.max_files"},
			{body{"max_files": 501}, "body.max_files"},
			{body{"max_files": -1}, "body.max_files"},
			{body{"max_megapixels": 0}, "body.max_megapixels"},
			{body{"max_megapixels": 501}, "body.max_megapixels"},
			{body{"types": []string{}}, "body.types"},
			{body{"types": nil}, "body.types"},
			{body{"types": "png"}, "body.types"},
			{body{"types": []string{"png", "exe"}}, "body.types[1]"},
			{body{"types": []string{"PNG"}}, "body.types[0]"},
			{body{"types": []string{""}}, "body.types[0]"},
			{body{"types": []any{nil}}, "body.types[0]"},
			{body{"types": []string{"png,jpg"}}, "body.types[0]"},
			{body{"known_types": []string{"exe"}}, "body.known_types"},
			{body{"colour": "red"}, "body.colour"},
		} {
			if got := admin.Patch("/media-settings", c.body); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text, `"`+c.field+`"`) {
				t.Errorf("%v is answered %d %s", c.body, got.Status, got.Text)
			}
		}
		if got := h.Client("nurse").Get("/media-settings"); got.Text != first.Text {
			t.Errorf("after refusals %s", got.Text)
		}
		changed := admin.Patch("/media-settings", body{"max_file_mb": 5, "types": []string{"pdf", "png", "pdf"}, "version": 0}).Expect(http.StatusOK)
		if changed.Int("version") != 1 || changed.Int("max_file_mb") != 5 || changed.Int("max_files") != 50 || !strings.Contains(changed.Text, `"types":["png","pdf"]`) {
			t.Errorf("changed to %s", changed.Text)
		}
		if stale := admin.Patch("/media-settings", body{"max_files": 7, "version": 0}).Refused(http.StatusConflict, "body.version"); stale.Int("current.max_file_mb") != 5 || stale.Int("current.version") != 1 {
			t.Errorf("a stale edit is answered %s", stale.Text)
		}
		h.Client("doctor").Patch("/media-settings", body{"max_files": 7}).Refused(http.StatusForbidden, "")
		h.Anonymous().Get("/media-settings").Refused(http.StatusUnauthorized, "")
		trail := admin.Get("/audit?entity=media-settings").Expect(http.StatusOK)
		if len(trail.List("items")) != 1 || !strings.Contains(trail.Text, `{"field":"max_file_mb","before":200,"after":5}`) {
			t.Errorf("the trail is %s", trail.Text)
		}
		send(t, h, "nurse", "", part{"file", "a.txt", "text"}).refused(http.StatusUnprocessableEntity, "a.txt")
		send(t, h, "nurse", "", part{"file", "a.png", picture(t, 0)}).id()
	})
}

func TestDownload(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	s := own(t, h)
	text := strings.Repeat("0123456789", 1000)
	_, plain := s.upload("nurse", s.stage("a.txt", text))
	_, image := s.upload("nurse", s.stage("a.png", picture(t, 0)))
	names := map[int64]string{1: "plain.txt", 2: `naïve "scan" 🩻.txt`, 3: "a\r\nSet-Cookie: x=y.txt", 4: `back\slash;semi.txt`, 5: "日本.txt"}
	mux := http.NewServeMux()
	api := httpapi.New(mux, h.DB, nil, "", func(context.Context, string, bool) (authz.Caller, error) { return authz.Caller{ID: 1}, nil })
	facts := func(ctx context.Context, tx *sqldb.Tx, id int64) (media.Facts, error) {
		all, err := media.Info(ctx, tx, []int64{id})
		return all[id], err
	}
	httpapi.Download(api, authz.Public, httpapi.Op{ID: "get-x", Method: http.MethodGet, Path: "/x/{id}"},
		func(ctx context.Context, tx *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
			f, err := facts(ctx, tx, plain)
			return s.File(names[in.ID], f), err
		})
	httpapi.Download(api, authz.Public, httpapi.Op{ID: "get-thumb", Method: http.MethodGet, Path: "/t/{id}"},
		func(ctx context.Context, tx *sqldb.Tx, _ *httpapi.ByID) (httpapi.File, error) {
			f, err := facts(ctx, tx, image)
			if err != nil {
				return httpapi.File{}, err
			}
			return s.ThumbnailOf("a.png", f)
		})
	get := func(path string, headers ...string) (int, http.Header, string) {
		t.Helper()
		rec := newRecorder()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v1"+path, nil)
		talaantest.Must(t, err)
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		mux.ServeHTTP(rec, req)
		return rec.status, rec.header, rec.body.String()
	}
	for id, name := range names {
		status, header, got := get(fmt.Sprint("/x/", id))
		if status != http.StatusOK || got != text || header.Get("Etag") != `"`+hashOf(text)+`"` || header.Get("Cross-Origin-Resource-Policy") != "same-origin" ||
			!strings.HasPrefix(header.Get("Content-Security-Policy"), "sandbox; default-src 'none'") || header.Get("Set-Cookie") != "" {
			t.Errorf("%q: %d %v", name, status, header)
		}
		how, params, err := mime.ParseMediaType(header.Get("Content-Disposition"))
		if err != nil || how != "inline" || params["filename"] != name || strings.ContainsAny(header.Get("Content-Disposition"), "\r\n") {
			t.Errorf("%q: disposition %q: %v", name, header.Get("Content-Disposition"), err)
		}
	}
	status, header, got := get("/x/1", "Range", "bytes=5-14")
	if status != http.StatusPartialContent || got != "5678901234" || header.Get("Content-Range") != "bytes 5-14/10000" {
		t.Errorf("a range: %d %q %v", status, got, header)
	}
	if status, _, _ := get("/x/1", "If-None-Match", `"`+hashOf(text)+`"`); status != http.StatusNotModified {
		t.Errorf("an unchanged file: %d", status)
	}
	if status, _, _ := get("/x/1", "Range", "bytes=20000-"); status != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("a range beyond the end: %d", status)
	}
	if status, _, got := get("/t/1"); status != http.StatusNotFound {
		t.Errorf("a thumbnail that is not made: %d %s", status, got)
	}
	s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) { return []byte("jpeg"), nil })
	talaantest.Must(t, s.Thumbnails(t.Context()))
	if status, header, got := get("/t/1"); status != http.StatusOK || got != "jpeg" || header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("a thumbnail: %d %s %v", status, got, header)
	}
}

// recorder keeps an answer; unlike httptest's it takes deadlines.
type recorder struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{status: http.StatusOK, header: http.Header{}} }

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
