package inspect

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Bounds of a docx or xlsx, which is a ZIP of XML and pictures.
const (
	mostParts     = 10_000
	mostDirectory = 4 << 20   // bytes of the list of its parts
	mostLinks     = 4 << 20   // bytes of one list of links
	partHead      = 8 << 10   // bytes of a part that are read besides its content
	mostUnpacked  = 300 << 20 // bytes of all parts
	mostRatio     = 100       // times that all parts may be as large as the file,
	unpackedAtAll = 4 << 20   // beyond bytes that any file may have
)

// Parts that tell the kinds apart.
const (
	contentTypesPart = "[Content_Types].xml"
	wordPart         = "word/document.xml"
	excelPart        = "xl/workbook.xml"
)

// officeKind tells docx and xlsx from other ZIPs by their parts.
func (s *source) officeKind() (string, error) {
	parts, err := s.parts()
	if err != nil {
		return "", err
	}
	has := func(name string) bool {
		return slices.ContainsFunc(parts.File, func(f *zip.File) bool { return f.Name == name })
	}
	switch {
	case has(contentTypesPart) && has(wordPart):
		return docx, nil
	case has(contentTypesPart) && has(excelPart):
		return xlsx, nil
	case has(contentTypesPart) && has("ppt/presentation.xml"):
		return "", refuse("is a PowerPoint presentation: save it as PDF and send that")
	}
	return "", refuse("is a ZIP archive and neither a Word document nor an Excel workbook: send the files that are in it")
}

// parts lists the parts, and keeps the list small whatever the file says of it.
func (s *source) parts() (*zip.Reader, error) {
	end, err := s.tail(22 + 1<<16)
	if err != nil {
		return nil, err
	}
	at := bytes.LastIndex(end, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(end) {
		return nil, damaged()
	}
	if n := binary.LittleEndian.Uint16(end[at+10:]); n > mostParts { // 65535: there are more than that
		return nil, intricate()
	}
	m := &meter{s, mostDirectory}
	list, err := zip.NewReader(m, s.size)
	switch {
	case errors.Is(err, errTooMuch):
		return nil, intricate()
	case err != nil:
		return nil, damaged()
	}
	m.left = 2*s.size + partHead*int64(len(list.File)) // to read each part once, with room
	return list, nil
}

func intricate() error {
	return refuse("has too many parts to be checked: save it as PDF and send that")
}

// checkOffice unpacks every part, counting what really comes out of it, and
// keeps nothing of it.
func checkOffice(_ context.Context, s *source, _ Limits) (Report, error) {
	list, err := s.parts()
	if err != nil {
		return Report{}, err
	}
	left := min(mostUnpacked, unpackedAtAll+mostRatio*s.size)
	names := make(map[string]bool, len(list.File))
	for _, f := range list.File {
		name := strings.ToLower(f.Name)
		if names[name] || strings.Contains(name, `\`) || strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), "..") {
			return Report{}, damaged() // readers would not agree on which part is meant
		}
		names[name] = true
		if err := partName(name); err != nil {
			return Report{}, err
		}
		if left, err = unpack(f, left); err != nil {
			return Report{}, err
		}
	}
	return Report{}, nil
}

// partName refuses parts that run, by their names.
func partName(name string) error {
	base := path.Base(name)
	if base == "vbaproject.bin" || base == "vbadata.xml" || strings.Contains(name, "/macrosheets/") {
		return refuse("has macros, which are small programs: save it without macros, or as PDF, and send that")
	}
	if strings.Contains(name, "/activex/") || strings.Contains(name, "/ctrlprops/activex") {
		return refuse("has ActiveX controls, which are small programs: save it as PDF and send that")
	}
	return nil
}

// unpack unpacks one part and returns how much may still come out of the others.
func unpack(f *zip.File, left int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return left, damaged()
	}
	defer func() { _ = r.Close() }() // only read
	var look partLook
	from := io.TeeReader(io.LimitReader(r, left+1), &look)
	if strings.EqualFold(path.Ext(f.Name), ".rels") {
		err = links(io.LimitReader(from, mostLinks))
	}
	if err == nil {
		_, err = io.Copy(io.Discard, from)
	}
	left -= look.bytes
	var refused *Refusal
	switch {
	case left < 0:
		return left, refuse("unpacks to far more than it should, as files do that are made to overload: save it as PDF and send that")
	case errors.Is(err, errTooMuch):
		return left, intricate()
	case errors.As(err, &refused):
		return left, err
	case err != nil:
		return left, damaged()
	}
	return left, look.refusal()
}

// partLook counts what comes out of a part and keeps its beginning.
type partLook struct {
	bytes int64
	head  []byte
}

func (l *partLook) Write(b []byte) (int, error) {
	l.bytes += int64(len(b))
	l.head = append(l.head, b[:min(len(b), 8-len(l.head))]...)
	return len(b), nil
}

// inside are the beginnings of files that can hold anything.
var inside = []string{"PK\x03\x04", "PK\x05\x06", "\xd0\xcf\x11\xe0", "MZ", "\x7fELF", "Rar!", "7z\xbc\xaf", "%PDF-"}

func (l *partLook) refusal() error {
	for _, mark := range inside {
		if bytes.HasPrefix(l.head, []byte(mark)) {
			return refuse("holds another file inside, which is not looked into: send that as a file of its own, or save the whole as PDF")
		}
	}
	return nil
}

// fetched are the kinds of links whose target is loaded, and may run, when the
// document is opened; others wait for a click or only bring a picture.
var fetched = []string{"/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/control"}

// links refuses a part that lists links if one would load a document from elsewhere.
func links(r io.Reader) error {
	d := xml.NewDecoder(r)
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		var kind, mode string
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "Type":
				kind = a.Value
			case "TargetMode":
				mode = a.Value
			}
		}
		if strings.EqualFold(mode, "External") && slices.ContainsFunc(fetched, func(f string) bool { return strings.HasSuffix(kind, f) }) {
			return refuse("loads another document from elsewhere when it is opened: save it as PDF and send that")
		}
	}
}
