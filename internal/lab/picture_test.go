package lab_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"talaan/internal/talaantest"
)

// picture is a PNG of 64 by 64 dots, another one for each number.
func picture(t testing.TB, n int) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			img.SetGray(x, y, color.Gray{Y: uint8((x*y + n*7) % 256)})
		}
	}
	img.SetGray(0, 0, color.Gray{Y: uint8(n % 256)})
	img.SetGray(1, 0, color.Gray{Y: uint8(n / 256)})
	var b bytes.Buffer
	talaantest.Must(t, png.Encode(&b, img))
	return b.String()
}
