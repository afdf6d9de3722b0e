package thumb

import (
	"context"
	"image"

	"golang.org/x/image/draw"
)

// fit returns the size of a w by h picture that fits into side by side pixels:
// its shape is kept, nothing is enlarged, and nothing vanishes.
func fit(w, h int) (int, int) {
	longest := max(w, h)
	if longest <= side {
		return w, h
	}
	shrunk := func(n int) int { return max(1, (n*side+longest/2)/longest) }
	return shrunk(w), shrunk(h)
}

// scale draws the part of img that area covers, on white, as large as fit says.
// A large picture is first averaged down to two to three times that size, which
// is fast, and then scaled well.
func scale(ctx context.Context, img image.Image, area image.Rectangle) (*image.RGBA, error) {
	w, h := fit(area.Dx(), area.Dy())
	rough, err := average(ctx, img, area, roughly(area.Dx(), w), roughly(area.Dy(), h))
	if err != nil || rough.Rect.Dx() == w && rough.Rect.Dy() == h {
		return rough, err
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Rect, rough, rough.Rect, draw.Src, nil)
	return out, ctx.Err()
}

// roughly returns how many of n pixels to leave before they become want: at
// least twice as many, and a whole number of old ones to each but for the rest.
func roughly(n, want int) int {
	return n / max(1, n/(2*want))
}

// average draws the part of img that area covers, on white, w by h pixels
// large: each is the average of those it covers. It goes line by line, so that
// of all kinds of pictures only one line more is in memory.
func average(ctx context.Context, img image.Image, area image.Rectangle, w, h int) (*image.RGBA, error) {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	line := image.NewRGBA(image.Rect(0, 0, area.Dx(), 1))
	columns := edges(area.Dx(), w)
	sums := make([]uint32, 3*w)
	y := 0
	for row, end := range edges(area.Dy(), h) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		clear(sums)
		lines := end - y
		for ; y < end; y++ {
			draw.Draw(line, line.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(line, line.Rect, img, image.Pt(area.Min.X, area.Min.Y+y), draw.Over)
			add(sums, line.Pix, columns)
		}
		divide(out.Pix[row*out.Stride:], sums, columns, lines)
	}
	return out, nil
}

// edges parts n pixels into count and returns where each part ends.
func edges(n, count int) []int {
	ends := make([]int, count)
	for i := range ends {
		ends[i] = (i + 1) * n / count
	}
	return ends
}

// add adds the red, green and blue of a line of RGBA pixels to the sums of the columns.
func add(sums []uint32, line []byte, columns []int) {
	x := 0
	for i, end := range columns {
		var r, g, b uint32
		for part := line[4*x : 4*end]; len(part) >= 4; part = part[4:] {
			r += uint32(part[0])
			g += uint32(part[1])
			b += uint32(part[2])
		}
		s := sums[3*i : 3*i+3 : 3*i+3]
		s[0] += r
		s[1] += g
		s[2] += b
		x = end
	}
}

// divide writes the averages of columns that were added up over so many lines.
func divide(out []byte, sums []uint32, columns []int, lines int) {
	x := 0
	for i, end := range columns {
		n := uint32((end - x) * lines) //nolint:gosec // G115: no picture has that many pixels
		for c := range 3 {
			out[4*i+c] = byte((sums[3*i+c] + n/2) / n) //nolint:gosec // G115: an average of bytes is one
		}
		out[4*i+3] = 0xff
		x = end
	}
}

// upright turns and mirrors a picture as the EXIF orientation says that it is
// to be held; what is no orientation leaves it as it is.
func upright(img *image.RGBA, orientation int) *image.RGBA {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	var from func(x, y int) (int, int) // where the pixel at x, y comes from
	switch orientation {
	case 2:
		from = func(x, y int) (int, int) { return w - 1 - x, y }
	case 3:
		from = func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 4:
		from = func(x, y int) (int, int) { return x, h - 1 - y }
	case 5:
		from = func(x, y int) (int, int) { return y, x }
	case 6:
		from = func(x, y int) (int, int) { return y, h - 1 - x }
	case 7:
		from = func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }
	case 8:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	default:
		return img
	}
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			out.SetRGBA(x, y, img.RGBAAt(from(x, y)))
		}
	}
	return out
}
