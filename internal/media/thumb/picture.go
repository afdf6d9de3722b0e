package thumb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"talaan/internal/exif"
)

const (
	// mostMemory is how many bytes decoding a picture may take. It is enough for
	// 50 megapixels of every kind but progressive CMYK; an ordinary photo of that
	// size takes 75 MB, a progressive one 375 MB to 750 MB, a PNG 200 MB or 400 MB.
	mostMemory = 768 << 20
	// mostSide is how many pixels a picture may have in a line or column.
	mostSide = 1 << 16
	// muchMemory is what is given back to the system at once.
	muchMemory = 32 << 20
)

// format is how a kind of picture is read.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	// perPixel estimates how many bytes decoding takes for each pixel, rather too many.
	perPixel func(f io.ReadSeeker, model color.Model) (int, error)
	exif     string // its name for the EXIF reader; empty for those that have no such data
}

var formats = map[string]format{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode, jpegPerPixel, "jpeg"},
	"image/png":  {png.DecodeConfig, png.Decode, pngPerPixel, "png"},
	"image/gif":  {gif.DecodeConfig, gif.Decode, func(io.ReadSeeker, color.Model) (int, error) { return 2, nil }, ""},
	"image/webp": {webp.DecodeConfig, webp.Decode, func(io.ReadSeeker, color.Model) (int, error) { return 9, nil }, "webp"},
}

// picture returns the thumbnail of a picture.
func picture(ctx context.Context, f io.ReadSeeker, of format) (image.Image, error) {
	c, err := read(f, of.config)
	if err != nil {
		return nil, undecodable(err)
	}
	if c.Width < 1 || c.Height < 1 {
		return nil, errors.New("the picture has no pixels")
	}
	perPixel, err := of.perPixel(f, c.ColorModel)
	if err != nil {
		return nil, undecodable(err)
	}
	if c.Width > mostSide || c.Height > mostSide || int64(c.Width)*int64(c.Height) > int64(mostMemory/perPixel) {
		return nil, fmt.Errorf("%w: %d x %d pixels of %d bytes are too many", ErrUnsupported, c.Width, c.Height, perPixel)
	}
	if c.Width*c.Height*perPixel > muchMemory {
		defer tidy()
	}
	held := exif.Orientation(f, of.exif)
	img, err := read(f, of.decode)
	if err != nil {
		return nil, undecodable(err)
	}
	area := img.Bounds()
	if of.exif == "" { // a GIF's first picture may be smaller than the whole
		area = image.Rect(0, 0, c.Width, c.Height)
	}
	small, err := scale(ctx, img, area)
	if err != nil {
		return nil, err
	}
	return upright(small, held), nil
}

// read reads a file from its beginning.
func read[T any](f io.ReadSeeker, decode func(io.Reader) (T, error)) (T, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		var none T
		return none, err
	}
	return decode(bufio.NewReaderSize(f, 64<<10))
}

// undecodable tells what no decoder here reads from what is damaged.
func undecodable(err error) error {
	var isJPEG jpeg.UnsupportedError
	var isPNG png.UnsupportedError
	if errors.As(err, &isJPEG) || errors.As(err, &isPNG) {
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return fmt.Errorf("decode the picture: %w", err)
}

// pngPerPixel counts an interlaced one, of which half is there twice.
func pngPerPixel(_ io.ReadSeeker, model color.Model) (int, error) {
	switch model {
	case color.Gray16Model, color.RGBA64Model, color.NRGBA64Model:
		return 12, nil
	}
	return 6, nil
}

// jpegPerPixel counts a byte for each colour, and four more while all passes of
// a progressive picture are gathered; CMYK and RGB are stored once more.
func jpegPerPixel(f io.ReadSeeker, model color.Model) (int, error) {
	progressive, err := read(f, isProgressive)
	if err != nil {
		return 0, err
	}
	perColour := 1
	if progressive {
		perColour = 5
	}
	switch model {
	case color.GrayModel:
		return perColour, nil
	case color.YCbCrModel:
		return 3 * perColour, nil
	}
	return 4*perColour + 4, nil
}

// isProgressive reports whether a JPEG comes in passes.
func isProgressive(r io.Reader) (is bool, err error) {
	err = exif.Segments(r, func(kind byte, _ io.Reader) (bool, error) {
		is = kind == 0xc2
		return kind < 0xc0 || kind > 0xc3, nil
	})
	return is, err
}
