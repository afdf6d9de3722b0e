package talaantest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"talaan/internal/staff"
)

// CodeOf is what an authenticator with the secret shows now.
func (h *Hospital) CodeOf(secret string) string {
	h.T.Helper()
	c, err := staff.CodeOf(secret, h.Clock.Now())
	Must(h.T, err)
	return c
}

// Picture returns a small PNG, a different one for each n.
func Picture(t testing.TB, n int) string {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 8, 8))
	p.Set(n%8, n/8%8, color.RGBA{R: 200, G: uint8(n), A: 255})
	var b bytes.Buffer
	Must(t, png.Encode(&b, p))
	return b.String()
}
