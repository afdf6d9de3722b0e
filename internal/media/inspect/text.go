package inspect

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// Ways in which the letters of a text are written, as in a content type.
const (
	utf8Text    = "utf-8"
	utf16Little = "utf-16le"
	utf16Big    = "utf-16be"
	windowsText = "windows-1252"
)

// errNotText says that the file is no text.
var errNotText = errors.New("no text")

// textBuffer is how much of a text is looked at at once.
const textBuffer = 64 << 10

// charset reads the whole file and says how its letters are written: UTF-16
// when it begins with the mark of that, else UTF-8, else Windows-1252, the old
// way of Excel. It is errNotText when bytes stand in it that no text has.
func (s *source) charset() (string, error) {
	head, err := s.read(0, 2)
	if err != nil {
		return "", err
	}
	switch {
	case bytes.Equal(head, []byte{0xff, 0xfe}):
		return utf16Little, s.eachText(&wideText{order: binary.LittleEndian})
	case bytes.Equal(head, []byte{0xfe, 0xff}):
		return utf16Big, s.eachText(&wideText{order: binary.BigEndian})
	}
	n := &narrowText{utf8: true, windows: true}
	switch err := s.eachText(n); {
	case err != nil:
		return "", err
	case n.utf8:
		return utf8Text, nil
	default:
		return windowsText, nil
	}
}

// letters looks at a text piece by piece.
type letters interface {
	// take looks at b and returns how much of it is done; the rest comes again
	// with what follows. False ends it: this is no text.
	take(b []byte, last bool) (int, bool)
}

func (s *source) eachText(l letters) error {
	r := io.NewSectionReader(s, 0, s.size)
	buf := make([]byte, textBuffer)
	for kept := 0; ; {
		n, err := io.ReadFull(r, buf[kept:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		done, ok := l.take(buf[:kept+n], last)
		if !ok {
			return errNotText
		}
		if last {
			return nil
		}
		kept = copy(buf, buf[done:kept+n])
	}
}

// narrowText looks at text whose plain letters have one byte.
type narrowText struct{ utf8, windows bool }

func (t *narrowText) take(b []byte, last bool) (int, bool) {
	var found byte
	for _, c := range b {
		found |= classes[c]
	}
	done := len(b)
	if !last {
		done -= unfinished(b)
	}
	t.windows = t.windows && found&notWindows == 0
	t.utf8 = t.utf8 && utf8.Valid(b[:done])
	return done, found&notWritten == 0 && (t.utf8 || t.windows)
}

// unfinished is the length of the letter that b may end in the middle of.
func unfinished(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

const (
	notWritten = 1 << iota // stands in no text
	notWindows             // stands for nothing in Windows-1252
)

// classes says of each byte what a text with it is not. Control characters stand
// in no text, save those of printers and of the devices of laboratories.
var classes = func() (w [256]byte) {
	for c := range w {
		if c < ' ' && strings.IndexByte("\t\n\v\f\r\x02\x03\x1a\x1b\x1c\x1d\x1e\x1f", byte(c)) < 0 || c == 0x7f {
			w[c] = notWritten
		}
	}
	for _, c := range []byte("\x81\x8d\x8f\x90\x9d") {
		w[c] = notWindows
	}
	return w
}()

// wideText looks at UTF-16.
type wideText struct {
	order binary.ByteOrder
	half  bool // the last unit was the first half of a letter
}

func (t *wideText) take(b []byte, last bool) (int, bool) {
	done := len(b) &^ 1
	for i := 0; i < done; i += 2 {
		u := rune(t.order.Uint16(b[i:]))
		second := u >= 0xdc00 && u < 0xe000
		if second != t.half || u < 128 && classes[u] != 0 || u >= 0xfffe {
			return 0, false
		}
		t.half = utf16.IsSurrogate(u) && !second
	}
	return done, !last || !t.half && done == len(b)
}

// textEndings are the ends of names that texts have; a text under another name
// is refused, because who opens it gets the program of that name.
var textEndings = []string{"", txt, csv, "text", "log", "md", "tsv", "tab", "dat", "asc", "prn", "hl7", "astm", "lis", "json", "xml"}

// markup are texts that browsers and editors do more with than show them.
var markup = []string{"text/html", "image/svg+xml", "application/xhtml+xml", "text/x-php", "text/rtf", "application/postscript"}

// textKind says which kind of text it is. Web pages and scripts are refused
// under any name: none is a result, and one that is saved and opened runs.
// Other text is taken as it is, and is served as text.
func textKind(head []byte, charset, ext string, limits Limits) (string, error) {
	head = plainHead(head, charset)
	m := mimetype.Detect(head)
	if slices.ContainsFunc(markup, m.Is) || bytes.HasPrefix(head, []byte("#!")) || !slices.Contains(textEndings, ext) {
		return "", seems(head, ext, limits)
	}
	if ext == csv || ext == "" && m.Is("text/csv") {
		return csv, nil
	}
	return txt, nil
}

// plainHead is the head as UTF-8, which is all that is detected in.
func plainHead(head []byte, charset string) []byte {
	order := binary.ByteOrder(binary.LittleEndian)
	switch charset {
	case utf16Big:
		order = binary.BigEndian
	case utf16Little:
	default:
		return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	}
	units := make([]uint16, 0, len(head)/2)
	for b := head[2:]; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return []byte(string(utf16.Decode(units)))
}
