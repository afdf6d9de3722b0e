package talaantest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"talaan/internal/httpapi"
)

// Client talks to the server as one user, the way a script would.
type Client struct {
	t     testing.TB
	url   string
	Token string
	// Key is sent as Idempotency-Key when not empty.
	Key string
	// Background requests are those a page makes by itself.
	Background bool
	// Page sends the session in the page's cookie.
	Page bool
}

// Answer is what the server answered.
type Answer struct {
	t      testing.TB
	what   string
	Status int
	Header http.Header
	Text   string
}

// Client signs the user in, once, and returns a client of theirs. The teller's
// day begins with an open shift and an empty drawer.
func (h *Hospital) Client(userID string) *Client {
	h.T.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if c, ok := h.clients[userID]; ok {
		return c
	}
	c := h.Anonymous()
	c.Token = c.Post("/sessions", map[string]any{"user_id": userID, "password": Password}).Expect(http.StatusCreated).String("token")
	h.clients[userID] = c
	if userID == "teller" {
		c.Post("/shifts", map[string]any{"opening_cash": "0.00"}).Expect(http.StatusCreated)
	}
	return c
}

// Page returns the user's client as it asks from the page.
func (h *Hospital) Page(userID string) *Client {
	h.T.Helper()
	c := *h.Client(userID)
	c.Page = true
	return &c
}

// Anonymous returns a client that is not signed in.
func (h *Hospital) Anonymous() *Client { return &Client{t: h.T, url: h.URL} }

// WithKey returns a client of the same user that sends an Idempotency-Key.
func (c *Client) WithKey(key string) *Client {
	d := *c
	d.Key = key
	return &d
}

// Get reads a path below /api/v1.
func (c *Client) Get(path string) *Answer { return c.Do(http.MethodGet, path, nil) }

// Post sends body as JSON.
func (c *Client) Post(path string, body any) *Answer { return c.Do(http.MethodPost, path, body) }

// Patch sends body as JSON.
func (c *Client) Patch(path string, body any) *Answer { return c.Do(http.MethodPatch, path, body) }

// Delete deletes what is at path.
func (c *Client) Delete(path string) *Answer { return c.Do(http.MethodDelete, path, nil) }

// Do sends a request; body is JSON, or sent as it is when it is a string.
func (c *Client) Do(method, path string, body any) *Answer {
	c.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case string:
		text = []byte(b)
	default:
		var err error
		text, err = json.Marshal(b)
		Must(c.t, err)
	}
	kind := "application/json"
	if body == nil {
		kind = ""
	}
	return c.send(method, path, kind, bytes.NewReader(text))
}

// Part is one part of a form; a file when it has a file name.
type Part struct{ Name, File, Text string }

// Form posts a multipart form.
func (c *Client) Form(path string, parts ...Part) *Answer {
	c.t.Helper()
	kind, text := MakeForm(c.t, parts...)
	return c.send(http.MethodPost, path, kind, bytes.NewReader(text))
}

// MakeForm returns a multipart form and its content type.
func MakeForm(t testing.TB, parts ...Part) (contentType string, text []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		params := map[string]string{"name": p.Name}
		if p.File != "" {
			params["filename"] = p.File
		}
		to, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {mime.FormatMediaType("form-data", params)}})
		Must(t, err)
		_, err = io.WriteString(to, p.Text)
		Must(t, err)
	}
	Must(t, w.Close())
	return w.FormDataContentType(), b.Bytes()
}

func (c *Client) send(method, path, contentType string, body io.Reader) *Answer {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+"/api/v1"+path, body)
	Must(c.t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if c.Page {
		req.AddCookie(&http.Cookie{Name: httpapi.CookieName, Value: c.Token})
	} else if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Key != "" {
		req.Header.Set("Idempotency-Key", c.Key)
	}
	if c.Background {
		req.Header.Set(httpapi.BackgroundHeader, "true")
	}
	res, err := http.DefaultClient.Do(req)
	Must(c.t, err)
	answer, err := io.ReadAll(res.Body)
	Must(c.t, err)
	Must(c.t, res.Body.Close())
	return &Answer{t: c.t, what: method + " " + path, Status: res.StatusCode, Header: res.Header, Text: string(answer)}
}

// Expect ends the test when the status is another.
func (a *Answer) Expect(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("%s answered %d, not %d: %s", a.what, a.Status, status, a.Text)
	}
	return a
}

// Refused ends the test unless the answer is a problem with this status that
// names the field, when one is given.
func (a *Answer) Refused(status int, field string) *Answer {
	a.t.Helper()
	a.Expect(status)
	if got := a.Header.Get("Content-Type"); got != "application/problem+json" {
		a.t.Fatalf("%s: content type %q of a refusal", a.what, got)
	}
	if field == "" {
		return a
	}
	for _, e := range a.List("errors") {
		if m, ok := e.(map[string]any); ok && m["location"] == field && m["message"] != "" {
			return a
		}
	}
	a.t.Fatalf("%s: the refusal does not name %s: %s", a.what, field, a.Text)
	return a
}

// At returns the value at a path like "encounter.patient.code" or "items.0.id".
func (a *Answer) At(path string) any {
	a.t.Helper()
	var v any
	dec := json.NewDecoder(strings.NewReader(a.Text))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		a.t.Fatalf("%s: %v: %s", a.what, err, a.Text)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(in) {
				a.t.Fatalf("%s: nothing at %s: %s", a.what, path, a.Text)
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// Has reports whether the field at path is present at all.
func (a *Answer) Has(path string) bool {
	a.t.Helper()
	parent, name := "", path
	if i := strings.LastIndex(path, "."); i >= 0 {
		parent, name = path[:i], path[i+1:]
	}
	v := any(nil)
	if parent == "" {
		Must(a.t, json.Unmarshal([]byte(a.Text), &v))
	} else {
		v = a.At(parent)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return false
	}
	_, ok = m[name]
	return ok
}

// String returns the text at path.
func (a *Answer) String(path string) string {
	a.t.Helper()
	s, ok := a.At(path).(string)
	if !ok {
		a.t.Fatalf("%s: no text at %s: %s", a.what, path, a.Text)
	}
	return s
}

// Int returns the whole number at path.
func (a *Answer) Int(path string) int64 {
	a.t.Helper()
	n, ok := a.At(path).(json.Number)
	if !ok {
		a.t.Fatalf("%s: no number at %s: %s", a.what, path, a.Text)
	}
	i, err := n.Int64()
	Must(a.t, err)
	return i
}

// List returns the list at path.
func (a *Answer) List(path string) []any {
	a.t.Helper()
	l, ok := a.At(path).([]any)
	if !ok {
		a.t.Fatalf("%s: no list at %s: %s", a.what, path, a.Text)
	}
	return l
}

// Put sends JSON with PUT.
func (c *Client) Put(path string, body any) *Answer { return c.Do(http.MethodPut, path, body) }
