package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/httpapi"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// parcel is what a test's form holds; it notes that it was closed.
type parcel struct {
	Text   string
	closed *int
}

func (p parcel) Close() error {
	*p.closed++
	return nil
}

type parcelInput struct {
	httpapi.ByID
	httpapi.Form
}

type receipt struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
	Acts int    `json:"acts"`
}

// post is a server that takes one part named file; acts counts what was done.
func post(t *testing.T, closed, acts *int) string {
	t.Helper()
	server, _ := small(t, func(_ *http.ServeMux, api *httpapi.API) {
		httpapi.Receive(api, authz.SignedIn, httpapi.Op{ID: "send-parcel", Method: http.MethodPost, Path: "/parcels/{id}", Status: http.StatusCreated},
			[]httpapi.Part{{Name: "file", File: true}},
			func(_ context.Context, _ *parcelInput, form *multipart.Reader) (parcel, error) {
				p := parcel{closed: closed}
				part, err := form.NextPart()
				if err != nil {
					return p, err
				}
				text, err := io.ReadAll(part)
				p.Text = string(text)
				if strings.HasPrefix(p.Text, "bad") {
					return p, &errs.Error{Kind: errs.TooLarge, Message: "Too much."}
				}
				return p, err
			},
			func(_ context.Context, _ *sqldb.Tx, in *parcelInput, p parcel) (receipt, error) {
				*acts++
				return receipt{in.ID, p.Text, *acts}, nil
			})
	})
	return server
}

func form(t *testing.T, text string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", "a.txt")
	talaantest.Must(t, err)
	_, err = io.WriteString(part, text)
	talaantest.Must(t, err)
	talaantest.Must(t, w.Close())
	return b.String(), w.FormDataContentType()
}

func TestReceive(t *testing.T) {
	t.Parallel()
	var closed, acts int
	server := post(t, &closed, &acts)
	text, kind := form(t, "hello")
	path := server + "/api/v1/parcels/7"
	headers := []string{"Content-Type", kind, "Authorization", "Bearer x", "Idempotency-Key", "k1"}
	got, first := send(t, http.MethodPost, path, text, headers...)
	if got.StatusCode != http.StatusCreated || !strings.Contains(first, `"id":7,"text":"hello","acts":1`) {
		t.Fatalf("%d %s", got.StatusCode, first)
	}
	got, again := send(t, http.MethodPost, path, text, headers...)
	if again != first || got.Header.Get("Idempotency-Replayed") != "true" || acts != 1 {
		t.Errorf("the repetition answers %s after %d acts", again, acts)
	}
	other, kind := form(t, "something else")
	if got, _ := send(t, http.MethodPost, path, other, "Content-Type", kind, "Authorization", "Bearer x", "Idempotency-Key", "k1"); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("another form under the same key answers %d", got.StatusCode)
	}
	if got, why := send(t, http.MethodPost, path, `{"file": "x"}`, "Content-Type", "application/json", "Authorization", "Bearer x"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(why, "multipart/form-data") {
		t.Errorf("JSON answers %d %s", got.StatusCode, why)
	}
	if got, _ := send(t, http.MethodPost, server+"/api/v1/parcels/x", text, headers...); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a path that is no number answers %d", got.StatusCode)
	}
	if got, _ := send(t, http.MethodPost, path, text, "Content-Type", kind); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger's form answers %d", got.StatusCode)
	}
	if closed != 3 {
		t.Errorf("%d forms were closed, not the 3 that were read", closed)
	}
}

// A sender hears why a large form is refused although it had not sent it all.
func TestRefusedFormIsRead(t *testing.T) {
	t.Parallel()
	var closed, acts int
	server := post(t, &closed, &acts)
	text, kind := form(t, "bad"+strings.Repeat("x", 8<<20))
	got, why := send(t, http.MethodPost, server+"/api/v1/parcels/1", text, "Content-Type", kind, "Authorization", "Bearer x")
	if got.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(why, "Too much.") || acts != 0 || closed != 1 {
		t.Errorf("%d %s; %d acts, %d closed", got.StatusCode, why, acts, closed)
	}
}

// A connection that breaks in the middle does nothing, and what came is let go.
func TestCutForm(t *testing.T) {
	t.Parallel()
	var closed, acts int
	server := post(t, &closed, &acts)
	text, kind := form(t, strings.Repeat("x", 100_000))
	at, err := url.Parse(server)
	talaantest.Must(t, err)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", at.Host)
	talaantest.Must(t, err)
	_, err = io.WriteString(conn, "POST /api/v1/parcels/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: "+kind+"\r\nContent-Length: 200000\r\n\r\n"+text[:50_000])
	talaantest.Must(t, err)
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		t.Fatal("no TCP connection")
	}
	talaantest.Must(t, tcp.CloseWrite())
	answer, err := io.ReadAll(conn)
	talaantest.Must(t, err)
	talaantest.Must(t, conn.Close())
	if !strings.Contains(string(answer), "422") || !strings.Contains(string(answer), "The connection broke before everything had arrived") || acts != 0 || closed != 1 {
		t.Errorf("%s; %d acts, %d closed", answer, acts, closed)
	}
}

func TestReceiveNeedsAForm(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an input without a form was registered")
		}
	}()
	small(t, func(_ *http.ServeMux, api *httpapi.API) {
		httpapi.Receive(api, authz.SignedIn, httpapi.Op{ID: "x", Method: http.MethodPost, Path: "/x"}, nil,
			func(context.Context, *httpapi.ByID, *multipart.Reader) (int, error) { return 0, nil },
			func(context.Context, *sqldb.Tx, *httpapi.ByID, int) (int, error) { return 0, nil })
	})
}

// openText is a file's content in memory.
type openText struct{ *strings.Reader }

func (openText) Close() error { return nil }

func TestDownload(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("0123456789", 500)
	files := map[int64]httpapi.File{
		1: {Name: `naïve "scan" 🩻.png`, ContentType: "image/png", Tag: "abc", Inline: true},
		2: {Name: "report.docx", ContentType: "application/x", Tag: "def"},
		3: {Name: "notes.txt", ContentType: "text/plain; charset=utf-8", Tag: "ghi", Inline: true},
		4: {Name: "receipt.pdf", ContentType: "application/pdf", Tag: "jkl", Inline: true, Own: true},
	}
	server, log := small(t, func(_ *http.ServeMux, api *httpapi.API) {
		httpapi.Download(api, authz.SignedIn, httpapi.Op{ID: "get-bytes", Method: http.MethodGet, Path: "/bytes/{id}"},
			func(_ context.Context, _ *sqldb.Tx, in *httpapi.ByID) (httpapi.File, error) {
				f, ok := files[in.ID]
				if !ok {
					return f, errs.NotFoundf("There is no file %d.", in.ID)
				}
				f.Open = func(context.Context) (io.ReadSeekCloser, error) {
					if in.ID == 2 {
						return nil, errors.New("the disk at /srv/secret is gone")
					}
					return openText{strings.NewReader(text)}, nil
				}
				return f, nil
			})
	})
	path := server + "/api/v1/bytes/"
	got, all := send(t, http.MethodGet, path+"1", "", "Authorization", "Bearer x")
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Etag": `"abc"`, "X-Content-Type-Options": "nosniff", "Accept-Ranges": "bytes", "Cache-Control": "no-store",
		"Content-Security-Policy":      "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Content-Disposition":          `inline; filename*=utf-8''na%C3%AFve%20%22scan%22%20%F0%9F%A9%BB.png`,
	} {
		if h := got.Header.Get(name); h != want {
			t.Errorf("%s: %q, not %q", name, h, want)
		}
	}
	if all != text {
		t.Errorf("%d bytes came, not %d", len(all), len(text))
	}
	if got, _ := send(t, http.MethodGet, path+"4", "", "Authorization", "Bearer x"); got.Header.Get("X-Frame-Options") != "SAMEORIGIN" ||
		got.Header.Get("Content-Security-Policy") != "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'" {
		t.Errorf("a paper of the program is sent with %v", got.Header)
	}
	got, some := send(t, http.MethodGet, path+"3", "", "Authorization", "Bearer x", "Range", "bytes=10-19", "Accept-Encoding", "gzip")
	if got.StatusCode != http.StatusPartialContent || some != "0123456789" || got.Header.Get("Content-Encoding") != "" || got.Header.Get("Content-Range") != "bytes 10-19/5000" {
		t.Errorf("a range answers %d %q %v", got.StatusCode, some, got.Header)
	}
	if got, _ := send(t, http.MethodGet, path+"3", "", "Authorization", "Bearer x", "If-None-Match", `"ghi"`); got.StatusCode != http.StatusNotModified {
		t.Errorf("an unchanged file answers %d", got.StatusCode)
	}
	if got, _ := send(t, http.MethodGet, path+"9", "", "Authorization", "Bearer x"); got.StatusCode != http.StatusNotFound || got.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("an absent file answers %d as %s", got.StatusCode, got.Header.Get("Content-Type"))
	}
	if got, why := send(t, http.MethodGet, path+"2", "", "Authorization", "Bearer x"); got.StatusCode != http.StatusInternalServerError || strings.Contains(why, "secret") || !strings.Contains(log.String(), "secret") {
		t.Errorf("a file that cannot be opened answers %d %s", got.StatusCode, why)
	}
	if got, _ := send(t, http.MethodGet, path+"1", ""); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger is answered %d", got.StatusCode)
	}
}
