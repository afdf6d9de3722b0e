package inspect

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// A PDF is looked into twice. First its bytes are scanned from the first to the
// last for what must not be in it, packed objects too; that keeps little in
// memory whatever the size, and finds also what no reader would look for. Then
// one of ordinary size is read by a parser: it finds what is encrypted or packed
// in ways that the scan does not know, and that the file hangs together. Of a
// larger one only the scan is promised, so if the scan cannot look into some part
// of it, it is refused.
//
// A PDF that is encrypted but opens without a password is taken: laboratories
// send such, to keep people from changing them. One that asks for a password is
// not: nobody could look into it, and the password is lost before the file is.

const (
	mostParsed = 16 << 20 // bytes of a PDF that the parser reads
	parseTime  = 30 * time.Second

	// The parser keeps about what it reads. Objects may overlap, so that it reads
	// far more than the file has.
	parseTimes  = 4
	parseAtAll  = 64 << 20
	parseObject = 1 << 10 // bytes of what is read of a small object that it keeps
	parseBuffer = 4 << 10 // and bytes that it reads

	mostObjects   = 300_000
	mostRevisions = 64      // that a PDF was saved in, one after the other
	mostDecoded   = 8 << 20 // bytes that one packed part may unpack to
	// mostSealed is how many packed parts a PDF may have that the scan cannot
	// look into, and sealedSize how many bytes each may unpack to.
	mostSealed = 32
	sealedSize = 2 << 20
)

// parsing lets one PDF at a time into the parser, which bounds its memory.
var parsing = make(chan struct{}, 1)

// Ways in which a PDF can do more than show pages.
var (
	errScript = errors.New("has a script")
	errLaunch = errors.New("starts programs")
	errFiles  = errors.New("holds files")
	errMedia  = errors.New("plays media")
	errForm   = errors.New("has a form with scripts")
)

// pdfRefusals says of each of them what to do.
var pdfRefusals = map[error]string{
	errScript: "has a script, which would run when it is opened: print it as a new PDF and send that",
	errLaunch: "starts a program when it is opened or clicked: print it as a new PDF and send that",
	errFiles:  "holds other files inside: send those as files of their own, or print it as a new PDF",
	errMedia:  "plays films or sounds, which can hold scripts: print it as a new PDF and send that",
	errForm:   "is an interactive form, which can hold scripts (XFA): print it as a new PDF and send that",
}

// isFound reports whether err is one of pdfRefusals.
func isFound(err error) bool {
	for found := range pdfRefusals {
		if errors.Is(err, found) {
			return true
		}
	}
	return false
}

// pdfRefusal turns what was found into a refusal; nil and other errors stay.
func pdfRefusal(err error) error {
	for found, message := range pdfRefusals {
		if errors.Is(err, found) {
			return refuse("%s", message)
		}
	}
	return err
}

func tooIntricate() error {
	return refuse("is too intricate to be checked: print it as a new PDF and send that")
}

func checkPDF(ctx context.Context, s *source, _ Limits) (Report, error) {
	end, err := s.tail(2 << 10)
	if err != nil {
		return Report{}, err
	}
	if !bytes.Contains(end, []byte("startxref")) && !bytes.Contains(end, []byte("%%EOF")) {
		return Report{}, damaged()
	}
	found, err := s.scanPDF()
	if err != nil {
		return Report{}, pdfRefusal(err)
	}
	if s.size > mostParsed {
		if found.sealed > 0 || found.encrypted {
			return Report{}, refuse("is protected or packed in an unusual way, and too large to be checked like that: print it as a new PDF and send that")
		}
		return Report{}, nil
	}
	if found.sealed > mostSealed || found.revisions > mostRevisions {
		return Report{}, tooIntricate()
	}
	select {
	case parsing <- struct{}{}:
		defer func() { <-parsing }()
	case <-ctx.Done():
		s.failed = ctx.Err()
		return Report{}, s.failed
	}
	return Report{}, pdfRefusal(s.parsePDF(ctx, found))
}

// parsePDF has the parser read the file and looks at every object of it.
func (s *source) parsePDF(ctx context.Context, found pdfFound) (err error) {
	defer func() {
		if v := recover(); v != nil { // the parser trusts some of what it reads
			err = damaged()
		}
	}()
	brief, cancel := context.WithTimeout(ctx, parseTime)
	defer cancel()
	conf := &model.Configuration{
		Reader15: true, ValidationMode: model.ValidationRelaxed, Cmd: model.LISTINFO, Eol: "\n", Offline: true,
		Limits: model.ResourceLimits{
			MaxStreamBytes: mostParsed, MaxDecodeBytes: mostDecoded, MaxImagePixels: 1, MaxImageBytes: 1,
			MaxObjectCount: mostObjects, MaxObjectStreamCount: mostObjects, MaxObjectStreamFirst: mostDecoded,
			MaxXRefEntries: mostObjects, MaxRecursionDepth: 100,
		},
	}
	if found.sealed > 0 {
		conf.Limits.MaxDecodeBytes = sealedSize
	}
	r := &parserReader{meter: meter{s, parseTimes*s.size + parseAtAll}}
	doc, err := pdfcpu.ReadWithContext(brief, r, conf)
	if err == nil {
		err = eachObject(brief, doc)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		s.failed = ctx.Err()
		return s.failed
	case r.spent || brief.Err() != nil:
		return tooIntricate()
	case errors.Is(err, pdfcpu.ErrWrongPassword), errors.Is(err, pdfcpu.ErrUnsupportedEncryptionFeature):
		return refuse("asks for a password: save it without one and send that")
	case isFound(err):
		return err
	case found.encrypted:
		return refuse("is protected in a way that cannot be looked into, or is damaged: save it without protection and send that")
	}
	return damaged()
}

// parserReader is how the parser reads; it counts what the parser keeps of that.
type parserReader struct {
	meter meter
	at    int64
	fresh bool // nothing was read since Seek
	spent bool
}

func (r *parserReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.meter.source.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	r.at, r.fresh = offset, true
	return offset, nil
}

func (r *parserReader) Read(p []byte) (int, error) {
	if r.fresh && len(p) == parseBuffer {
		r.meter.left += parseBuffer - parseObject
	}
	r.fresh = false
	n, err := r.meter.ReadAt(p, r.at)
	r.at += int64(n)
	r.spent = r.spent || errors.Is(err, errTooMuch)
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

// eachObject looks at every object that a reader could find.
func eachObject(ctx context.Context, doc *model.Context) error {
	pages, err := doc.Pages()
	if err != nil || pages == nil {
		return errors.Join(err, errors.New("there are no pages"))
	}
	for _, entry := range doc.Table {
		if entry == nil || entry.Free {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := packedObject(ctx, doc, entry.Object); err != nil {
			return err
		}
	}
	return nil
}

// packedObject looks at an object, which is unpacked first if need be.
func packedObject(ctx context.Context, doc *model.Context, o types.Object) error {
	lazy, ok := o.(types.LazyObjectStreamObject)
	if !ok {
		return object(doc, o)
	}
	data, err := lazy.GetData()
	if err != nil {
		return err
	}
	if o, err = lazy.DecodedObject(ctx); err == nil {
		return object(doc, o)
	}
	return hostile(data, place{packed: true, alone: true}) // no reader will make sense of it, or another one
}

// object looks at an object and all within it, but not at those it refers to.
func object(doc *model.Context, o types.Object) error {
	switch o := o.(type) {
	case types.Name:
		return hostile([]byte("/"+string(o)+" "), place{})
	case types.Array:
		for _, v := range o {
			if err := object(doc, v); err != nil {
				return err
			}
		}
	case types.Dict:
		return dictionary(doc, o)
	case types.StreamDict:
		return dictionary(doc, o.Dict)
	case types.ObjectStreamDict:
		return dictionary(doc, o.Dict)
	}
	return nil
}

func dictionary(doc *model.Context, d types.Dict) error {
	for key, v := range d {
		if name, err := types.DecodeName(key); err == nil {
			key = name
		}
		if err := entry(doc, key, v); err != nil {
			return err
		}
		if err := object(doc, v); err != nil {
			return err
		}
	}
	return nil
}

// entry looks at the entry of a dictionary. Some short keys mean harm only with
// certain values; fonts and pictures may have such names too.
func entry(doc *model.Context, key string, value types.Object) error {
	switch key {
	case "JS", "EF", "XFA":
	default:
		return hostile([]byte("/"+key+" "), place{})
	}
	value, err := doc.Dereference(value)
	if err != nil {
		return err
	}
	switch value := value.(type) {
	case types.StringLiteral, types.HexLiteral:
		if key == "JS" {
			return errScript
		}
	case types.StreamDict, types.Array:
		if key == "JS" {
			return errScript
		}
		if key == "XFA" {
			return errForm
		}
	case types.Dict:
		if key == "EF" && slices.ContainsFunc(fileKeys, func(k string) bool { _, ok := value.Find(k); return ok }) {
			return errFiles
		}
	}
	return nil
}

// fileKeys are where a dictionary names a file that is inside.
var fileKeys = []string{"F", "UF", "DOS", "Mac", "Unix"}
