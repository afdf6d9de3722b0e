package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
)

// Made-up pictures: drawn by arithmetic, of nobody.

// shade is how bright a dot is, from 0 to 1; x and y run from -1 to 1.
type shade func(x, y float64) float64

func paint(width, height int, at shade) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for py := range height {
		for px := range width {
			v := at(2*float64(px)/float64(width)-1, 2*float64(py)/float64(height)-1)
			img.SetGray(px, py, color.Gray{Y: uint8(255 * min(max(v, 0), 1))})
		}
	}
	return img
}

// blob is 1 in the middle of an ellipse and falls to 0 around it.
func blob(x, y, cx, cy, rx, ry float64) float64 {
	return math.Exp(-(math.Pow((x-cx)/rx, 2) + math.Pow((y-cy)/ry, 2)))
}

// chest is a chest as an X-ray shows it, from the front or the side.
func chest(side bool) func(int) ([]byte, error) {
	return func(number int) ([]byte, error) {
		tilt := float64(number%7-3) / 60
		img := paint(720, 860, func(x, y float64) float64 {
			body := 0.85 * blob(x, y, tilt, 0.15, 0.8, 1.1)
			ribs := 0.06 * math.Sin(26*(y+0.35*x*x+tilt)) * blob(x, y, 0, 0, 0.6, 0.7)
			if side {
				return body - 0.55*blob(x, y, 0.05, -0.1, 0.38, 0.6) + 0.35*blob(x, y, 0.55, 0, 0.1, 1) + ribs
			}
			lungs := 0.75*blob(x, y, -0.38+tilt, -0.05, 0.26, 0.55) + 0.75*blob(x, y, 0.38+tilt, -0.05, 0.26, 0.55)
			heart, spine := 0.4*blob(x, y, 0.12, 0.25, 0.25, 0.3), 0.25*blob(x, y, 0, 0, 0.07, 1.5)
			haze := 0.35 * blob(x, y, -0.4, 0.35, 0.2, 0.2) // the finding
			return body - lungs + heart + spine + haze + ribs
		})
		var b bytes.Buffer
		err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 82})
		return b.Bytes(), err
	}
}

// bone is a forearm with a break.
func bone(side bool) func(int) ([]byte, error) {
	return func(number int) ([]byte, error) {
		apart := 0.22
		if side {
			apart = 0.08
		}
		img := paint(420, 900, func(x, y float64) float64 {
			gap := 1 - 0.8*blob(0, y, 0, 0.45+0.05*math.Sin(8*x)+float64(number%5)/100, 1, 0.015)
			return 0.3*blob(x, y, 0, 0, 0.7, 2) + 0.6*gap*blob(x, 0, -apart+0.05*y*y, 0, 0.1, 1) + 0.5*blob(x, 0, apart-0.04*y*y, 0, 0.08, 1)
		})
		var b bytes.Buffer
		err := png.Encode(&b, img)
		return b.Bytes(), err
	}
}

// beat is one heartbeat, t from 0 to 1.
func beat(t float64) float64 {
	peak := func(at, width, height float64) float64 { return height * math.Exp(-math.Pow((t-at)/width, 2)) }
	return peak(0.2, 0.03, 0.15) - peak(0.36, 0.012, 0.15) + peak(0.4, 0.014, 1) - peak(0.44, 0.014, 0.3) - peak(0.55, 0.06, 0.12) + peak(0.7, 0.05, 0.22)
}

// leads is how many lines a tracing has.
const leads = 4

// tracing is an electrocardiogram on its paper.
func tracing(number int) ([]byte, error) {
	const width, height = 1200, 640
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	paper, thin, thick, ink := color.RGBA{255, 248, 246, 255}, color.RGBA{250, 224, 220, 255}, color.RGBA{240, 180, 172, 255}, color.RGBA{20, 20, 40, 255}
	for y := range height {
		for x := range width {
			switch {
			case x%40 == 0 || y%40 == 0:
				img.Set(x, y, thick)
			case x%8 == 0 || y%8 == 0:
				img.Set(x, y, thin)
			default:
				img.Set(x, y, paper)
			}
		}
	}
	every := 150 + float64(number%6)*14
	for lead := range leads {
		base, last := float64(height*(2*lead+1)/(2*leads)), math.NaN()
		for x := range width {
			_, t := math.Modf(float64(x+lead*37) / every)
			y := base - (50+10*float64(lead))*beat(t)
			for from, to := min(y, orElse(last, y)), max(y, orElse(last, y)); from <= to+1; from++ {
				img.Set(x, int(from), ink)
			}
			last = y
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

func orElse(v, other float64) float64 {
	if math.IsNaN(v) {
		return other
	}
	return v
}

// tracingValues is the table that comes with a tracing.
func tracingValues(number int) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("Lead,Rate,PR ms,QRS ms,QT ms\n")
	for i, lead := range []string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"} {
		fmt.Fprintf(&b, "%s,%d,%d,%d,%d\n", lead, 68+number%30, 150+i*2, 88+i%4, 380+number%20)
	}
	return b.Bytes(), nil
}

// reading is a page of PDF with two lines of text.
func reading(title, text string) func(int) ([]byte, error) {
	return func(number int) ([]byte, error) {
		page := fmt.Sprintf("BT /F1 20 Tf 72 760 Td (%s) Tj /F1 12 Tf 0 -36 Td (%s) Tj 0 -20 Td (Reading no. %d. Made up for the demo hospital.) Tj ET", title, text, 1000+number)
		var b bytes.Buffer
		var starts []int
		b.WriteString("%PDF-1.4\n")
		for i, object := range []string{
			"<< /Type /Catalog /Pages 2 0 R >>",
			"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
			fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(page), page),
			"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		} {
			starts = append(starts, b.Len())
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
		}
		table := b.Len()
		fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(starts)+1)
		for _, at := range starts {
			fmt.Fprintf(&b, "%010d 00000 n \n", at)
		}
		fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(starts)+1, table)
		return b.Bytes(), nil
	}
}
