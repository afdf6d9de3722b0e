package paper

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// writer writes the numbered objects of a PDF as they come. The first error
// stays and is told at the end.
type writer struct {
	out  io.Writer
	sum  hash.Hash
	size int64
	at   []int64 // where each object begins; number 0 is not used
	err  error

	pictures map[*Picture]int // those that are written
}

func newWriter(out io.Writer) *writer {
	w := &writer{out: out, sum: sha256.New(), at: make([]int64, 1), pictures: map[*Picture]int{}}
	w.write([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return w
}

func (w *writer) write(b []byte) {
	if w.err != nil {
		return
	}
	_, _ = w.sum.Write(b) // a hash takes everything
	n, err := w.out.Write(b)
	w.size += int64(n)
	w.err = err
}

// reserve returns the number of an object that is written later.
func (w *writer) reserve() int {
	w.at = append(w.at, 0)
	return len(w.at) - 1
}

// object writes an object.
func (w *writer) object(id int, body string) {
	w.at[id] = w.size
	w.write([]byte(strconv.Itoa(id) + " 0 obj\n" + body + "\nendobj\n"))
}

// stream writes an object with bytes; dict is what is said of them, without
// their length.
func (w *writer) stream(id int, dict string, data []byte) {
	w.at[id] = w.size
	w.write(fmt.Appendf(nil, "%d 0 obj\n<<%s/Length %d>>\nstream\n", id, dict, len(data)))
	w.write(data)
	w.write([]byte("\nendstream\nendobj\n"))
}

// copyStream writes an object with the bytes of a file, which must have that size.
func (w *writer) copyStream(id int, dict string, f io.ReadSeeker, size int64) {
	w.at[id] = w.size
	w.write(fmt.Appendf(nil, "%d 0 obj\n<<%s/Length %d>>\nstream\n", id, dict, size))
	_, err := f.Seek(0, io.SeekStart)
	if err == nil {
		_, err = io.CopyN(writing{w}, f, size)
	}
	if w.err == nil {
		w.err = err
	}
	w.write([]byte("\nendstream\nendobj\n"))
}

// writing is a writer's bytes as an io.Writer.
type writing struct{ w *writer }

// Write writes on.
func (w writing) Write(b []byte) (int, error) {
	w.w.write(b)
	return len(b), w.w.err
}

// finish writes the list of objects and returns a name of the bytes and the first error.
func (w *writer) finish(root, info int) (name string, err error) {
	name = hex.EncodeToString(w.sum.Sum(nil)[:16])
	from := w.size
	var b bytes.Buffer
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(w.at))
	for _, at := range w.at[1:] {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n", len(w.at), root, info, name, name, from)
	w.write(b.Bytes())
	return name, w.err
}

// deflate compresses bytes for the filter FlateDecode.
func deflate(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data) // memory takes everything
	_ = z.Close()
	return b.Bytes()
}

// str is text outside of pages, like a title.
func str(text string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(clean(text), "\n", " "))) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

// num is a number with no more digits than a printer can tell apart.
func num(f float64) string {
	s := strings.TrimRight(strconv.FormatFloat(f, 'f', 2, 64), "0")
	if s = strings.TrimSuffix(s, "."); s == "-0" {
		return "0"
	}
	return s
}

// ref points to an object.
func ref(id int) string { return strconv.Itoa(id) + " 0 R" }
