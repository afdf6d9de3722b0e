package archive_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"talaan/internal/backup/archive"
)

func TestMain(m *testing.M) {
	archive.SetWork(4)
	m.Run()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var about = archive.About{Format: archive.Format, Program: "1", Schema: 8001, Hospital: "San Roque", MadeAt: time.Unix(1, 0).UTC(), Engine: "sqlite"}

type part struct{ name, text string }

func media(text string) part {
	sum := sha256.Sum256([]byte(text))
	return part{archive.MediaPart(hex.EncodeToString(sum[:])), text}
}

var few = []part{
	{archive.KeyName, "secret"},
	{"tls/ca.crt", "certificate"},
	{archive.TablePart("patients", 1), `[1,"Juan"]`},
	{archive.TablePart("patients", 2), strings.Repeat(`[2,"Ana"]`, 300)},
	media("a picture"),
}

func write(t testing.TB, parts []part, passphrase string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := archive.NewWriter(&out, about, passphrase)
	must(t, err)
	for _, p := range parts {
		must(t, w.Text(p.name, p.text))
	}
	must(t, w.Close(archive.Manifest{AuditHead: "7-A"}))
	return out.Bytes()
}

func read(file []byte, o archive.Options) ([]part, archive.Manifest, error) {
	r, err := archive.NewReader(bytes.NewReader(file), o)
	if err != nil {
		return nil, archive.Manifest{}, err
	}
	defer r.Close()
	var got []part
	for {
		p, err := r.Next()
		if errors.Is(err, io.EOF) {
			return got, r.Manifest(), nil
		}
		if err != nil {
			return got, archive.Manifest{}, err
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return got, archive.Manifest{}, err
		}
		got = append(got, part{p.Name, string(text)})
	}
}

func TestThereAndBack(t *testing.T) {
	t.Parallel()
	for _, passphrase := range []string{"", "correct horse"} {
		rapid.Check(t, func(r *rapid.T) {
			parts := []part{{archive.KeyName, rapid.String().Draw(r, "key")}}
			for i := range rapid.IntRange(0, 5).Draw(r, "parts") {
				parts = append(parts, part{archive.TablePart("t", i+1), rapid.StringN(0, 500, -1).Draw(r, "rows")})
			}
			got, m, err := read(write(t, parts, passphrase), archive.Options{Passphrase: passphrase})
			if err != nil || fmt.Sprint(got) != fmt.Sprint(parts) || m.AuditHead != "7-A" || m.About != about || m.Parts.Count != int64(len(parts)+1) {
				r.Fatalf("%v: wrote %q, read %q, %+v", err, parts, got, m)
			}
		})
	}
}

// reasons are what a file can be refused for.
var reasons = []error{archive.ErrNoBackup, archive.ErrPassphraseNeeded, archive.ErrPassphraseWrong, archive.ErrIncomplete, archive.ErrDamaged, archive.ErrNewer, archive.ErrTooLarge}

func reasoned(err error) bool {
	for _, r := range reasons {
		if errors.Is(err, r) {
			return true
		}
	}
	return false
}

func TestEveryFlippedBitIsSeen(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, passphrase := range []string{"", "correct horse"} {
		file := write(t, few, passphrase)
		for n := range 1000 {
			bit := random.IntN(len(file) * 8)
			if n < 8*40 {
				bit = n // all of the beginning, where forms and lengths stand
			}
			bad := bytes.Clone(file)
			bad[bit/8] ^= 1 << (bit % 8)
			if _, _, err := read(bad, archive.Options{Passphrase: passphrase}); !reasoned(err) {
				t.Fatalf("bit %d of %d flipped: %v", bit, len(file)*8, err)
			}
		}
	}
}

func TestEveryTruncationIsSeen(t *testing.T) {
	t.Parallel()
	for _, passphrase := range []string{"", "correct horse"} {
		file := write(t, few, passphrase)
		for n := range file {
			_, _, err := read(file[:n], archive.Options{Passphrase: passphrase})
			if !reasoned(err) {
				t.Fatalf("cut after %d of %d bytes: %v", n, len(file), err)
			}
			if n > 300 && !errors.Is(err, archive.ErrIncomplete) && passphrase == "" {
				t.Fatalf("cut after %d of %d bytes it is not called incomplete: %v", n, len(file), err)
			}
		}
		for _, more := range []string{"x", string(file)} {
			if _, _, err := read(append(bytes.Clone(file), more...), archive.Options{Passphrase: passphrase}); !reasoned(err) {
				t.Errorf("%d bytes after the end: %v", len(more), err)
			}
		}
	}
}

func TestPassphrase(t *testing.T) {
	t.Parallel()
	file := write(t, few, "correct horse")
	if bytes.Contains(file, []byte("certificate")) || bytes.Contains(file, []byte("San Roque")) {
		t.Error("an encrypted backup can be read")
	}
	for passphrase, want := range map[string]error{"": archive.ErrPassphraseNeeded, "wrong": archive.ErrPassphraseWrong} {
		if _, _, err := read(file, archive.Options{Passphrase: passphrase}); !errors.Is(err, want) {
			t.Errorf("passphrase %q: %v", passphrase, err)
		}
	}
	if _, _, err := read(write(t, few, ""), archive.Options{Passphrase: "not needed"}); err != nil {
		t.Errorf("a passphrase that is not needed: %v", err)
	}
}

// forged makes a file whose outer sum is right, of whatever stands in it.
func forged(t *testing.T, raw []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("talaan backup 1\n")
	z, err := zstd.NewWriter(&out)
	must(t, err)
	_, err = z.Write(raw)
	must(t, err)
	must(t, z.Close())
	sum := sha256.Sum256(out.Bytes())
	return append(out.Bytes(), sum[:]...)
}

func rawPart(name string, size uint64, text string) []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(len(name)))
	out = binary.BigEndian.AppendUint64(append(out, name...), size)
	sum := sha256.Sum256([]byte(text))
	return append(append(out, text...), sum[:]...)
}

func TestForgedFilesAreRefused(t *testing.T) {
	t.Parallel()
	begin := rawPart(archive.AboutName, 12, `{"format":1}`)
	table := archive.TablePart("patients", 1)
	for what, c := range map[string]struct {
		raw  []byte
		want error
	}{
		"a name that leads elsewhere":      {append(bytes.Clone(begin), rawPart("tls/../../etc/passwd", 1, "x")...), archive.ErrDamaged},
		"an absolute name":                 {append(bytes.Clone(begin), rawPart("/etc/passwd", 1, "x")...), archive.ErrDamaged},
		"a name of Windows":                {append(bytes.Clone(begin), rawPart(`tls\ca.key`, 1, "x")...), archive.ErrDamaged},
		"a folder in a name":               {append(bytes.Clone(begin), rawPart("tls/a/b", 1, "x")...), archive.ErrDamaged},
		"an unknown name":                  {append(bytes.Clone(begin), rawPart("readme", 1, "x")...), archive.ErrDamaged},
		"a blank name":                     {append(bytes.Clone(begin), rawPart("", 1, "x")...), archive.ErrDamaged},
		"an endless name":                  {append(bytes.Clone(begin), 0xff, 0xff), archive.ErrDamaged},
		"a part twice":                     {append(append(bytes.Clone(begin), rawPart(table, 1, "x")...), rawPart(table, 1, "x")...), archive.ErrDamaged},
		"parts in another order":           {append(append(bytes.Clone(begin), rawPart(table, 1, "x")...), rawPart(archive.KeyName, 1, "x")...), archive.ErrDamaged},
		"no word of what it is":            {rawPart(archive.KeyName, 1, "x"), archive.ErrDamaged},
		"a negative size":                  {append(bytes.Clone(begin), rawPart(table, 1<<63, "x")...), archive.ErrDamaged},
		"a size without end":               {append(bytes.Clone(begin), rawPart(table, 1<<40, "x")...), archive.ErrDamaged},
		"a size that is more than it has":  {append(bytes.Clone(begin), rawPart(table, 1<<10, "x")...), archive.ErrIncomplete},
		"a size that is less than it has":  {append(bytes.Clone(begin), rawPart(table, 1, strings.Repeat("x", 100))...), archive.ErrDamaged},
		"a file under another file's name": {append(bytes.Clone(begin), rawPart(media("a").name, 1, "b")...), archive.ErrDamaged},
		"a manifest of other parts":        {append(bytes.Clone(begin), rawPart(archive.ManifestName, 2, `{}`)...), archive.ErrDamaged},
		"no manifest":                      {append(bytes.Clone(begin), rawPart(table, 1, "x")...), archive.ErrIncomplete},
		"a form of a later program":        {rawPart(archive.AboutName, 12, `{"format":2}`), archive.ErrNewer},
		"more than there is room for":      {append(bytes.Clone(begin), rawPart(table, 1<<20, strings.Repeat("0", 1<<20))...), archive.ErrTooLarge},
	} {
		if _, _, err := read(forged(t, c.raw), archive.Options{Tables: 1 << 19}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := read([]byte("talaan backup 2\nwhatever comes then, we do not know it"), archive.Options{}); !errors.Is(err, archive.ErrNewer) {
		t.Errorf("a later form: %v", err)
	}
	for _, text := range []string{"", "PK\x03\x04 and so on, for more than a few bytes"} {
		if _, _, err := read([]byte(text), archive.Options{}); !reasoned(err) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A file that asks for half a gigabyte of memory does not get it.
func TestBomb(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	out.WriteString("talaan backup 1\n")
	z, err := zstd.NewWriter(&out, zstd.WithWindowSize(1<<29), zstd.WithEncoderConcurrency(1))
	must(t, err)
	_, err = z.Write(bytes.Repeat([]byte{0}, 1<<20))
	must(t, err)
	must(t, z.Close())
	sum := sha256.Sum256(out.Bytes())
	if _, _, err := read(append(out.Bytes(), sum[:]...), archive.Options{}); !reasoned(err) {
		t.Errorf("a window of half a gigabyte: %v", err)
	}
}

type zeros struct{ left, most int64 }

func (z *zeros) Read(b []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(b)), z.left)
	clear(b[:n])
	z.left -= n
	var m runtime.MemStats
	if z.left%(16<<20) == 0 {
		runtime.ReadMemStats(&m)
		z.most = max(z.most, int64(m.HeapInuse))
	}
	return int(n), nil
}

// Memory does not grow with what is written and read.
func TestMemory(t *testing.T) {
	const size = 200 << 20
	in, out := io.Pipe()
	source := &zeros{left: size}
	go func() {
		w, err := archive.NewWriter(out, about, "correct horse")
		if err == nil {
			err = w.Part(archive.TablePart("t", 1), size, source)
		}
		if err == nil {
			err = w.Close(archive.Manifest{})
		}
		_ = out.CloseWithError(err)
	}()
	r, err := archive.NewReader(in, archive.Options{Passphrase: "correct horse"})
	must(t, err)
	defer r.Close()
	_, err = r.Next()
	must(t, err)
	n, err := io.Copy(io.Discard, r)
	must(t, err)
	if _, err := r.Next(); !errors.Is(err, io.EOF) || n != size {
		t.Fatalf("read %d bytes, %v", n, err)
	}
	if source.most > 100<<20 {
		t.Errorf("%d MB in use for %d MB", source.most>>20, size>>20)
	}
}

func TestWriterRefuses(t *testing.T) {
	t.Parallel()
	for what, p := range map[string]part{
		"an unknown name":            {"x", "x"},
		"a file that is another":     {media("a").name, "b"},
		"a part before the last one": {archive.AboutName, "x"},
	} {
		w, err := archive.NewWriter(io.Discard, about, "")
		must(t, err)
		if err := w.Text(p.name, p.text); err == nil {
			t.Errorf("%s is written", what)
		}
		if err := w.Close(archive.Manifest{}); err == nil {
			t.Errorf("after %s the backup counts as complete", what)
		}
	}
	w, err := archive.NewWriter(io.Discard, about, "")
	must(t, err)
	if err := w.Part(archive.KeyName, 5, strings.NewReader("four")); err == nil {
		t.Error("a part that is shorter than it says is written")
	}
}
