package hospital_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"talaan/internal/talaantest"
)

// drawn is a blank picture in base64.
func drawn(t *testing.T, width, height int, encode func(*bytes.Buffer, image.Image) error) string {
	t.Helper()
	var b bytes.Buffer
	talaantest.Must(t, encode(&b, image.NewGray(image.Rect(0, 0, width, height))))
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func asPNG(b *bytes.Buffer, m image.Image) error  { return png.Encode(b, m) }
func asJPEG(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
func asGIF(b *bytes.Buffer, m image.Image) error  { return gif.Encode(b, m, nil) }

func TestLogo(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		admin, anybody := h.Client("admin"), h.Anonymous()
		put := func(content any) *talaantest.Answer {
			t.Helper()
			return admin.Do(http.MethodPut, "/hospital/logo", body{"content": content})
		}
		anybody.Get("/hospital/logo").Refused(http.StatusNotFound, "")
		whole := drawn(t, 40, 40, asPNG)
		first := put(whole).Expect(http.StatusOK).String("logo_sha256")
		if got := anybody.Get("/hospital/logo").Expect(http.StatusOK); got.Header.Get("Content-Type") != "image/png" || base64.StdEncoding.EncodeToString([]byte(got.Text)) != whole {
			t.Errorf("the logo reads back as %s of %d bytes", got.Header.Get("Content-Type"), len(got.Text))
		}
		second := put(drawn(t, 60, 30, asJPEG)).Expect(http.StatusOK).String("logo_sha256")
		if got := anybody.Get("/hospital/logo").Expect(http.StatusOK); got.Header.Get("Content-Type") != "image/jpeg" || first == second || anybody.Get("/hospital").String("logo_sha256") != second {
			t.Errorf("the second logo is %s", got.Header.Get("Content-Type"))
		}
		half := base64.StdEncoding.EncodeToString([]byte(whole)[:30])
		noise := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("Hospital"), 26_000))
		for what, content := range map[string]any{
			"a GIF": drawn(t, 10, 10, asGIF), "a wide picture": drawn(t, 2001, 1, asPNG), "a damaged picture": half, "too much": noise, "text": "TWFidWhheQ==", "no base64": "%%%", "nothing": "", "null": nil, "a number": 7,
		} {
			if got := put(content); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "body.content") {
				t.Errorf("%s is answered %d %s", what, got.Status, got.Text)
			}
		}
		cut, err := base64.StdEncoding.DecodeString(whole)
		talaantest.Must(t, err)
		put(base64.StdEncoding.EncodeToString(cut[:len(cut)-20])).Refused(http.StatusUnprocessableEntity, "body.content")
		if anybody.Get("/hospital").String("logo_sha256") != second {
			t.Error("a refused logo took the place of the present one")
		}
		h.Client("doctor").Do(http.MethodPut, "/hospital/logo", body{"content": whole}).Refused(http.StatusForbidden, "")
		admin.Delete("/hospital/logo").Expect(http.StatusOK)
		anybody.Get("/hospital/logo").Refused(http.StatusNotFound, "")
	})
}
