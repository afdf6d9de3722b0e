package inspect

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"io"
)

const (
	scanBuffer = 256 << 10
	// scanMargin is how far around a name the scan looks: at the dictionary that
	// it stands in.
	scanMargin  = 4 << 10
	mostPDFName = 127
	// mostPacked is how many bytes all packed parts may unpack to, and scanAtAll
	// how many bytes beyond twice the file may be read for that.
	mostPacked = 64 << 20
	scanAtAll  = 64 << 20
)

// pdfFound is what the scan found that is no harm by itself.
type pdfFound struct {
	encrypted bool
	revisions int // before the last
	sealed    int // packed parts that the scan cannot look into
}

// pdfScan goes through the bytes of a PDF. It knows nothing of objects, strings
// and pages: whatever reads as a name counts, wherever it stands.
type pdfScan struct {
	pdfFound
	source *source
	meter  meter // for unpacking
	left   int64 // bytes that may still come out of packed parts
	last   int64 // the packed part that was looked into last
	buf    []byte
	alone  bool // no parser follows
}

func (s *source) scanPDF() (pdfFound, error) {
	scan := &pdfScan{source: s, meter: meter{s, 2*s.size + scanAtAll}, left: mostPacked, buf: make([]byte, scanBuffer), alone: s.size > mostParsed}
	err := windows(io.NewSectionReader(s, 0, s.size), make([]byte, scanBuffer), func(b []byte, from, to int, base int64) error {
		return eachName(b, from, to, func(name []byte, at, end int) error {
			return scan.name(b, name, at, end, base)
		})
	})
	return scan.pdfFound, err
}

// windows calls look with pieces of what r reads. Each byte is once between from
// and to, with scanMargin bytes before and after it in b where there are any;
// base is where b begins, which is in buf.
func windows(r io.Reader, buf []byte, look func(b []byte, from, to int, base int64) error) error {
	kept, from, base := 0, 0, int64(0)
	for {
		n, err := io.ReadFull(r, buf[kept:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return err
		}
		b := buf[:kept+n]
		to := len(b)
		if !last {
			to -= scanMargin
		}
		if err := look(b, from, to, base); err != nil || last {
			return err
		}
		drop := to - scanMargin
		base += int64(drop)
		kept = copy(buf, b[drop:])
		from = scanMargin
	}
}

// eachName calls f for everything in b that reads as a name and begins between
// from and to: the name without its slash and with #41 read as A, and where it
// stands.
func eachName(b []byte, from, to int, f func(name []byte, at, end int) error) error {
	var decoded [mostPDFName]byte
	for at := from; at < to; at++ {
		next := bytes.IndexByte(b[at:to], '/')
		if next < 0 {
			return nil
		}
		at += next
		n, end := 0, at+1
		for end < len(b) && n < mostPDFName && !delimits[b[end]] {
			decoded[n] = b[end]
			if b[end] == '#' && end+2 < len(b) {
				if _, err := hex.Decode(decoded[n:n+1], b[end+1:end+3]); err == nil {
					end += 2
				} else {
					decoded[n] = '#'
				}
			}
			n++
			end++
		}
		if err := f(decoded[:n], at, end); err != nil {
			return err
		}
	}
	return nil
}

// delimits are the bytes that end a name.
var delimits = func() (d [256]bool) {
	for _, c := range []byte("\x00\t\n\f\r ()<>[]{}/%") {
		d[c] = true
	}
	return d
}()

// place is where a name stands that may mean harm.
type place struct {
	// packed: b is text of objects. Elsewhere short names may stand in a picture
	// by chance, and are looked at more closely.
	packed bool
	// alone: no parser follows that would find out what a reference leads to.
	alone bool
}

// hostile looks for names in b that mean harm.
func hostile(b []byte, w place) error {
	return eachName(b, 0, len(b), func(name []byte, _, end int) error {
		return harm(name, b[end:], w)
	})
}

// harms are the names that mean harm wherever they stand.
var harms = map[string]error{
	"JavaScript": errScript, "Launch": errLaunch, "EmbeddedFile": errFiles, "RichMedia": errMedia, "Rendition": errMedia,
}

// harm says what a name means that stands before after.
func harm(name []byte, after []byte, w place) error {
	if err := harms[string(name)]; err != nil || len(name) > len("XFA") {
		return err
	}
	reference := w.alone && isReference(after)
	switch {
	case string(name) == "JS" && (reference || w.packed && opens(after, "(", "<")):
		return errScript
	case string(name) == "EF" && (reference || opens(after, "<<")):
		return errFiles
	case string(name) == "XFA" && (reference || opens(after, "[")):
		return errForm
	}
	return nil
}

// opens reports whether one of the marks comes next.
func opens(b []byte, marks ...string) bool {
	b = bytes.TrimLeft(b, "\x00\t\n\f\r ")
	for _, m := range marks {
		if bytes.HasPrefix(b, []byte(m)) {
			return true
		}
	}
	return false
}

// isReference reports whether a reference like "12 0 R" comes next.
func isReference(b []byte) bool {
	fields := bytes.Fields(b[:min(len(b), 40)])
	return len(fields) >= 3 && isNumber(fields[0]) && isNumber(fields[1]) && fields[2][0] == 'R' && (len(fields[2]) == 1 || delimits[fields[2][1]])
}

// isInteger reports whether a number comes next that is no reference.
func isInteger(b []byte) bool {
	b = bytes.TrimLeft(b, "\x00\t\n\f\r ")
	return len(b) > 0 && b[0] >= '0' && b[0] <= '9' && !isReference(b)
}

func isNumber(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

// name looks at a name in the bytes of the file.
func (p *pdfScan) name(b, name []byte, at, end int, base int64) error {
	switch string(name) {
	case "Encrypt":
		p.encrypted = true
	case "Prev":
		if isInteger(b[end:]) {
			p.revisions++
		}
	case "ObjStm":
		return p.packed(b, at, base, true)
	case "XRef":
		return p.packed(b, at, base, false)
	case "First": // every packed part has it, also one that does not say what it is
		if isInteger(b[end:]) {
			return p.packed(b, at, base, true)
		}
	}
	return harm(name, b[end:], place{alone: p.alone})
}

// packed looks into the stream in whose dictionary the name at stands. Without
// objects it holds numbers, and is only counted.
func (p *pdfScan) packed(b []byte, at int, base int64, objects bool) error {
	end := bytes.Index(b[at:], []byte("stream"))
	dictEnd := bytes.Index(b[at:], []byte("endobj"))
	switch {
	case end < 0 && dictEnd < 0:
		p.sealed++
		return nil
	case end < 0, dictEnd >= 0 && dictEnd < end, bytes.HasSuffix(b[:at+end], []byte("end")):
		return nil // no stream comes
	}
	end += at
	begin := end + len("stream")
	begin += len(b[begin:]) - len(bytes.TrimPrefix(b[begin:], []byte("\r")))
	begin += len(b[begin:]) - len(bytes.TrimPrefix(b[begin:], []byte("\n")))
	if p.last == base+int64(begin) {
		return nil
	}
	p.last = base + int64(begin)
	dict := b[max(0, bytes.LastIndex(b[:at], []byte("obj"))):end]
	filters, flates, odd := filtersOf(dict)
	switch {
	case odd && objects, filters && flates != 1:
		p.sealed++
		return nil
	case !filters:
		return nil // the scan sees it as it is
	}
	return p.unpack(p.last, objects)
}

// filtersOf says whether a stream is packed, how many times by deflate, and
// whether in a way that deflate alone does not undo.
func filtersOf(dict []byte) (filters bool, flates int, odd bool) {
	_ = eachName(dict, 0, len(dict), func(name []byte, _, _ int) error {
		switch string(name) {
		case "Filter", "F":
			filters = true
		case "FlateDecode", "Fl":
			flates++
		case "DecodeParms", "DP", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL", "Crypt":
			odd = true
		}
		return nil
	})
	return filters, flates, odd
}

// unpack looks at what a packed part holds.
func (p *pdfScan) unpack(at int64, objects bool) error {
	r, err := zlib.NewReader(io.NewSectionReader(&p.meter, at, p.source.size-at))
	if err != nil {
		return p.stuck(err)
	}
	counted := &countedReader{from: r, left: &p.left}
	err = windows(counted, p.buf, func(b []byte, from, to int, _ int64) error {
		if !objects {
			return nil
		}
		return eachName(b, from, to, func(name []byte, _, end int) error {
			return harm(name, b[end:], place{packed: true, alone: p.alone})
		})
	})
	if isFound(err) {
		return err
	}
	return p.stuck(err)
}

// stuck notes a part that could not be unpacked, and refuses one that unpacks to
// too much.
func (p *pdfScan) stuck(err error) error {
	switch {
	case err == nil:
		return nil
	case p.source.failed != nil:
		return p.source.failed
	case errors.Is(err, errTooMuch):
		return tooIntricate()
	}
	p.sealed++
	return nil
}

// countedReader reads while something is left.
type countedReader struct {
	from io.Reader
	left *int64
}

func (c *countedReader) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	if *c.left -= int64(n); *c.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}
