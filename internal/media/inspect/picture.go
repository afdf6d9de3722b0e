package inspect

import (
	"bytes"
	"context"
)

// Pictures are walked through from mark to mark, without unpacking a dot: that
// tells their size before anyone makes room for it, and whether they arrived whole.

const (
	// moves is how many times the dots of one picture all frames of a moving
	// picture may have together.
	moves = 10
	// mostScans is how often a picture may be painted over while it loads; each
	// time costs as much as the whole picture.
	mostScans = 200
)

// still is the report on a picture, or the refusal of one that is too large.
func still(width, height int64, limits Limits) (Report, error) {
	if width <= 0 || height <= 0 {
		return Report{}, damaged()
	}
	if width > limits.Pixels/height {
		return Report{}, refuse("is a picture of %d × %d dots, and at most %d megapixels are taken: make it smaller and send it again", width, height, limits.Pixels/1_000_000)
	}
	return Report{Width: int(width), Height: int(height)}, nil
}

// moving refuses a picture whose frames have too many dots together.
func moving(r Report, frames int64, limits Limits) (Report, error) {
	if frames > limits.Pixels*moves/(int64(r.Width)*int64(r.Height)) && frames > 1 {
		return Report{}, refuse("is a moving picture of %d frames of %d × %d dots, which is too much to show: send fewer frames or smaller ones", frames, r.Width, r.Height)
	}
	return r, nil
}

// Marks of JPEG.
const (
	jpegEnd  = 0xd9
	jpegScan = 0xda
)

// checkJPEG walks through the segments to the end mark. What stands behind it
// is left alone: telephones put films and depth maps there.
func checkJPEG(_ context.Context, s *source, limits Limits) (Report, error) {
	c := s.cursor()
	c.skip(2)
	var report Report
	mark := nextMark(c)
	for scans := 0; !c.end(); {
		switch {
		case mark == jpegEnd:
			if scans == 0 {
				return Report{}, damaged()
			}
			return report, nil
		case isFrame(mark):
			var err error
			if report, err = jpegFrame(c, report, limits); err != nil {
				return Report{}, err
			}
		case mark == jpegScan:
			if scans++; scans > mostScans || report.Width == 0 {
				return Report{}, damaged()
			}
			c.skip(c.big16() - 2)
		default:
			c.skip(c.big16() - 2)
		}
		mark = nextMark(c)
	}
	return Report{}, damaged()
}

// jpegFrame reads the size of the picture, which is given once.
func jpegFrame(c *cursor, before Report, limits Limits) (Report, error) {
	length := c.big16()
	c.skip(1)
	height, width := c.big16(), c.big16()
	c.skip(length - 7)
	if before.Width != 0 {
		return Report{}, damaged()
	}
	return still(width, height, limits)
}

// nextMark passes over dots, and over bytes that stand there for nothing, to the
// next mark that begins or ends something.
func nextMark(c *cursor) byte {
	for !c.end() {
		if !c.find(0xff) {
			continue
		}
		mark := byte(0xff)
		for mark == 0xff && !c.end() {
			mark = c.byte()
		}
		if mark != 0 && !standsAlone(mark) {
			return mark
		}
	}
	return 0
}

// find passes over everything up to and with the byte, and reports whether it is there.
func (c *cursor) find(b byte) bool {
	if c.err != nil {
		return false
	}
	part, err := c.buffer.ReadSlice(b)
	c.at += int64(len(part))
	if err != nil && len(part) < c.buffer.Size() {
		c.err = err
	}
	return err == nil
}

// standsAlone reports whether the mark has no content.
func standsAlone(mark byte) bool { return mark >= 0xd0 && mark <= 0xd7 || mark == 1 }

// isFrame reports whether the mark gives the picture's size.
func isFrame(mark byte) bool {
	return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc
}

const pngSignature = "\x89PNG\r\n\x1a\n"

// checkPNG walks through the chunks to the last one.
func checkPNG(_ context.Context, s *source, limits Limits) (Report, error) {
	c := s.cursor()
	c.skip(int64(len(pngSignature)))
	length, name := c.big32(), string(c.bytes(4))
	width, height := c.big32(), c.big32()
	c.skip(length - 8 + 4) // the rest and the sum
	if c.end() || name != "IHDR" || length != 13 {
		return Report{}, damaged()
	}
	report, err := still(width, height, limits)
	if err != nil {
		return Report{}, err
	}
	var frames int64
	for dots := false; !c.end(); {
		length, name = c.big32(), string(c.bytes(4))
		switch name {
		case "IDAT":
			dots = true
		case "fcTL":
			frames++
		case "IEND":
			if !dots || c.end() {
				return Report{}, damaged()
			}
			return moving(report, frames, limits)
		}
		c.skip(length + 4)
	}
	return Report{}, damaged()
}

// Blocks of GIF.
const (
	gifExtension = 0x21
	gifFrame     = 0x2c
	gifEnd       = 0x3b
)

// checkGIF walks through the blocks to the end mark.
func checkGIF(_ context.Context, s *source, limits Limits) (Report, error) {
	c := s.cursor()
	c.skip(6)
	width, height := c.little16(), c.little16()
	flags := c.byte()
	c.skip(2 + gifColours(flags))
	if c.end() {
		return Report{}, damaged()
	}
	report, err := still(width, height, limits)
	if err != nil {
		return Report{}, err
	}
	for frames := int64(0); !c.end(); {
		switch c.byte() {
		case gifExtension:
			c.skip(1)
			skipBlocks(c)
		case gifFrame:
			frames++
			if !gifFrameFits(c, width, height) {
				return Report{}, damaged()
			}
		case gifEnd:
			if frames == 0 || c.end() {
				return Report{}, damaged()
			}
			return moving(report, frames, limits)
		default:
			return Report{}, damaged()
		}
	}
	return Report{}, damaged()
}

// gifFrameFits passes over a frame, which must lie within the picture.
func gifFrameFits(c *cursor, width, height int64) bool {
	left, top := c.little16(), c.little16()
	w, h := c.little16(), c.little16()
	c.skip(gifColours(c.byte()))
	c.skip(1)
	skipBlocks(c)
	return left+w <= width && top+h <= height
}

// gifColours is the length of the table of colours that the flags announce.
func gifColours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks passes over blocks up to an empty one.
func skipBlocks(c *cursor) {
	for !c.end() {
		n := c.byte()
		if n == 0 {
			return
		}
		c.skip(int64(n))
	}
}

// checkWebP walks through the chunks, which must fill the file.
func checkWebP(_ context.Context, s *source, limits Limits) (Report, error) {
	c := s.cursor()
	c.skip(4)
	end := 8 + c.little32()
	c.skip(4)
	if end > s.size {
		return Report{}, damaged()
	}
	var w webpWalk
	for c.at+8 <= end && !c.end() {
		name, length := string(c.bytes(4)), c.little32()
		if length > end-c.at {
			return Report{}, damaged()
		}
		next := min(c.at+length+length%2, end)
		w.chunk(c, name, length)
		c.skip(next - c.at)
	}
	if c.end() || !w.dots {
		return Report{}, damaged()
	}
	report, err := still(w.width, w.height, limits)
	if err != nil {
		return Report{}, err
	}
	return moving(report, w.frames, limits)
}

// webpWalk is what the chunks of a WebP said so far.
type webpWalk struct {
	width, height int64
	frames        int64
	dots          bool
}

func (w *webpWalk) chunk(c *cursor, name string, length int64) {
	switch {
	case name == "VP8X" && length >= 10:
		c.skip(4)
		w.width, w.height = c.little24()+1, c.little24()+1
	case name == "ANMF" && length >= 16:
		w.frames++
		w.dots = true
		c.skip(6)
		w.grow(c.little24()+1, c.little24()+1)
	case name == "VP8 " && length >= 10:
		w.dots = true
		c.skip(3)
		if bytes.Equal(c.bytes(3), []byte{0x9d, 0x01, 0x2a}) {
			w.grow(c.little16()&0x3fff, c.little16()&0x3fff)
		}
	case name == "VP8L" && length >= 5:
		w.dots = true
		if c.byte() == 0x2f {
			size := c.little32()
			w.grow(size&0x3fff+1, size>>14&0x3fff+1)
		}
	}
}

// grow notes dots of a size; what is drawn counts, whatever was announced.
func (w *webpWalk) grow(width, height int64) {
	w.width, w.height = max(w.width, width), max(w.height, height)
}
