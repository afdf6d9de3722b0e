// Package inspect looks into files that come from outside. It says what a file
// is by its content, and refuses what could harm who opens it or the server.
package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"path"
	"slices"
	"strings"
)

// Limits are what is acceptable.
type Limits struct {
	Bytes  int64    // that a file may have
	Pixels int64    // that a picture may have
	Types  []string // out of TypeNames
}

// Report is what was found.
type Report struct {
	ContentType   string // such as image/png, or text/csv; charset=utf-8
	Width, Height int    // in dots; 0 when it is no picture
}

// Refusal says why a file is not taken: what is wrong with it and what to do, to
// be read after the file's name.
type Refusal struct{ Message string } //nolint:errname // "refusal" is the program's word for it

func (r *Refusal) Error() string { return r.Message }

func refuse(format string, args ...any) error {
	return &Refusal{fmt.Sprintf(format, args...)}
}

// damaged refuses a file that breaks off or holds what its kind does not allow.
func damaged() error {
	return refuse("did not arrive whole or is damaged: open it where it comes from, save it again, and send that")
}

// kind is a kind of file that can be taken.
type kind struct {
	name        string // in the settings
	word        string // as in "is a PDF"
	contentType string
	inline      bool // the page may show it
	check       func(ctx context.Context, s *source, limits Limits) (Report, error)
}

const (
	jpg  = "jpg"
	png  = "png"
	webp = "webp"
	gif  = "gif"
	pdf  = "pdf"
	docx = "docx"
	xlsx = "xlsx"
	csv  = "csv"
	txt  = "txt"
	dcm  = "dcm"
)

// kinds are what can be taken. Text has no check here: recognising it is the check.
var kinds = []kind{
	{jpg, "a JPEG picture", "image/jpeg", true, checkJPEG},
	{png, "a PNG picture", "image/png", true, checkPNG},
	{webp, "a WebP picture", "image/webp", true, checkWebP},
	{gif, "a GIF picture", "image/gif", true, checkGIF},
	{pdf, "a PDF", "application/pdf", true, checkPDF},
	{docx, "a Word document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false, checkOffice},
	{xlsx, "an Excel workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false, checkOffice},
	{csv, "a table as text (CSV)", "text/csv", true, nil},
	{txt, "plain text", "text/plain", true, nil},
	{dcm, "a DICOM picture", "application/dicom", false, checkDICOM},
}

func kindOf(name string) kind {
	return kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.name == name })]
}

// TypeNames are the kinds of files that can be taken, in the order of the settings.
func TypeNames() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.name
	}
	return names
}

// Inline reports whether the page may show such a file: pictures that stand
// still or blink, PDF, and text. Everything else is only saved.
func Inline(contentType string) bool {
	bare, _, err := mime.ParseMediaType(contentType)
	return err == nil && slices.ContainsFunc(kinds, func(k kind) bool { return k.inline && k.contentType == bare })
}

// Named is the content type of stored bytes under a name. They are stored once,
// with the type under which they came first; text may have come as a table and
// come again as words, or the other way round.
func Named(contentType, name string) string {
	bare, rest, _ := strings.Cut(contentType, ";")
	table, words := kindOf(csv).contentType, kindOf(txt).contentType
	ext := extension(name)
	switch {
	case bare != table && bare != words, ext == "":
		return contentType
	case ext == csv:
		bare = table
	default:
		bare = words
	}
	if rest != "" {
		rest = ";" + rest
	}
	return bare + rest
}

// headSize is how much of a file's beginning says what it is.
const headSize = 4096

// File looks into a file of the size. The name only decides between kinds of
// text; a name by which a computer would run the file is refused. The error is
// a *Refusal, or why the file could not be read: ctx ended or the disk failed.
//
// Whatever the size, File keeps a few hundred kilobytes in memory. A PDF is
// the exception: those up to 16 MB are read by a parser, one at a time, which
// takes a few times the file's size, and a few hundred megabytes when the file is
// made to harm.
func File(ctx context.Context, r io.ReaderAt, size int64, name string, limits Limits) (Report, error) {
	s := newSource(ctx, r, size)
	report, err := s.inspect(ctx, extension(name), limits)
	if s.failed != nil {
		return Report{}, fmt.Errorf("read a file to be checked: %w", s.failed)
	}
	if err != nil {
		return Report{}, err
	}
	return report, nil
}

func (s *source) inspect(ctx context.Context, ext string, limits Limits) (Report, error) {
	if s.size == 0 {
		return Report{}, refuse("is empty")
	}
	head, err := s.read(0, headSize)
	if err != nil {
		return Report{}, err
	}
	if runs[ext] {
		return Report{}, refuse("has a name that ends in .%s: a computer could run such a file. Only %s are taken", ext, list(limits.Types))
	}
	name, charset, err := s.recognise(head, ext, limits)
	if err != nil {
		return Report{}, err
	}
	k := kindOf(name)
	if !slices.Contains(limits.Types, name) {
		return Report{}, refuse("is %s; only %s are taken", k.word, list(limits.Types))
	}
	report := Report{}
	if k.check != nil {
		if report, err = k.check(ctx, s, limits); err != nil {
			return Report{}, err
		}
	}
	report.ContentType = k.contentType
	if charset != "" {
		report.ContentType += "; charset=" + charset
	}
	return report, nil
}

// recognise says which kind the file is; for text also how its letters are written.
func (s *source) recognise(head []byte, ext string, limits Limits) (name, charset string, err error) {
	if name = bySignature(head); name != "" {
		return name, "", nil
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		name, err = s.officeKind()
		return name, "", err
	}
	charset, err = s.charset()
	if errors.Is(err, errNotText) {
		return "", "", seems(head, ext, limits)
	}
	if err != nil {
		return "", "", err
	}
	name, err = textKind(head, charset, ext, limits)
	return name, charset, err
}

// bySignature recognises the kinds that begin with a mark of their own. It asks
// for the mark at the very beginning, also where readers search for it: what
// stands before it might be something else.
func bySignature(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return jpg
	case bytes.HasPrefix(head, []byte(pngSignature)):
		return png
	case bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return gif
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return webp
	case bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n"), []byte("%PDF-")):
		return pdf
	case len(head) >= dicomStart && string(head[dicomPreamble:dicomStart]) == "DICM" && harmlessPreamble(head):
		return dcm
	}
	return ""
}

// extension is the end of the name, in small letters and without the dot.
func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(Name(name)), "."))
}

// list joins names as in "jpg, png and pdf files".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "") + " files"
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last] + " files"
}
