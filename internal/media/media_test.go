package media_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"talaan/internal/errs"
	"talaan/internal/media"
	"talaan/internal/media/blob"
	"talaan/internal/media/blob/blobtest"
	"talaan/internal/media/inspect"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

var limits = inspect.Limits{Bytes: 1 << 20, Pixels: 50_000_000, Types: inspect.TypeNames()}

// shelf is a library of its own on a hospital's database.
type shelf struct {
	*media.Library
	t    testing.TB
	h    *talaantest.Hospital
	data string
}

func newShelf(t testing.TB, h *talaantest.Hospital, change func(*media.Options)) *shelf {
	t.Helper()
	data := t.TempDir()
	store, err := blob.Open(t.Context(), "", data, h.Clock)
	talaantest.Must(t, err)
	o := media.Options{DB: h.DB, Store: store, Clock: h.Clock, Log: slog.New(slog.NewTextHandler(h.Log, nil)), Data: data}
	if change != nil {
		change(&o)
	}
	l, err := media.New(o)
	talaantest.Must(t, err)
	t.Cleanup(func() { talaantest.Must(t, l.Close()) })
	return &shelf{l, t, h, data}
}

func each(t *testing.T, f func(t *testing.T, s *shelf)) {
	t.Helper()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) { f(t, newShelf(t, h, nil)) })
}

func (s *shelf) stage(name, text string) *media.Staged {
	s.t.Helper()
	staged, err := s.Stage(s.t.Context(), strings.NewReader(text), name, limits)
	talaantest.Must(s.t, err)
	s.t.Cleanup(func() { _ = staged.Close() })
	return staged
}

type upload struct {
	UserID    int64     `db:"user_id"`
	MediaID   int64     `db:"media_id"`
	Name      string    `db:"name"`
	CreatedAt time.Time `db:"created_at"`
}

// upload records what was staged as an upload of the user.
func (s *shelf) upload(user string, staged *media.Staged) (uploadID, mediaID int64) {
	s.t.Helper()
	talaantest.Must(s.t, s.h.Tx(user, func(ctx context.Context, tx *sqldb.Tx) (err error) {
		if mediaID, err = s.Record(ctx, tx, staged); err != nil {
			return err
		}
		uploadID, err = sqldb.Insert(ctx, tx, "uploads", upload{s.h.User(user).ID, mediaID, staged.Name, tx.Now})
		return err
	}))
	return uploadID, mediaID
}

func (s *shelf) read(hash string) string {
	s.t.Helper()
	f, err := s.Open(s.t.Context(), hash)
	talaantest.Must(s.t, err)
	text, err := io.ReadAll(f)
	talaantest.Must(s.t, err)
	talaantest.Must(s.t, f.Close())
	return string(text)
}

// count counts rows of a table.
func (s *shelf) count(table string) (n int64) {
	s.t.Helper()
	talaantest.Must(s.t, s.h.DB.View(s.t.Context(), func(tx *sqldb.Tx) (err error) {
		n, err = sqldb.One[int64](s.t.Context(), tx, `SELECT COUNT(*) FROM `+table)
		return err
	}))
	return n
}

// objects counts what stands in the store.
func (s *shelf) objects() (n int) {
	s.t.Helper()
	talaantest.Must(s.t, s.Store.List(s.t.Context(), "", func(blob.Object) error { n++; return nil }))
	return n
}

func (s *shelf) temps() int {
	s.t.Helper()
	list, err := os.ReadDir(filepath.Join(s.data, "media", "tmp"))
	talaantest.Must(s.t, err)
	return len(list)
}

func (s *shelf) sweep() {
	s.t.Helper()
	talaantest.Must(s.t, s.Sweep(s.t.Context()))
}

// day lets everything grow older than Keep.
func (s *shelf) day() { s.h.Clock.Advance(media.Keep + time.Minute) }

// whole ends the test unless every recorded file is whole.
func (s *shelf) whole() media.Verified {
	s.t.Helper()
	v, err := s.Verify(s.t.Context(), func(f media.Fault) error {
		s.t.Errorf("file %d %s %s, used by %v", f.ID, f.SHA256, f.What, f.Where)
		return nil
	}, nil)
	talaantest.Must(s.t, err)
	return v
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func TestStageAndRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		a := s.stage("notes.txt", "hello")
		if a.SHA256 != hashOf("hello") || a.Size != 5 || a.Name != "notes.txt" || !strings.HasPrefix(a.ContentType, "text/plain") {
			t.Fatalf("staged as %+v", a)
		}
		if s.count("media") != 0 || s.objects() != 1 || s.temps() != 1 {
			t.Errorf("staged: %d rows, %d objects, %d temporary files", s.count("media"), s.objects(), s.temps())
		}
		_, id := s.upload("doctor", a)
		_, again := s.upload("nurse", s.stage("other.txt", "hello"))
		if id != again || s.count("media") != 1 || s.objects() != 1 || s.count("uploads") != 2 {
			t.Errorf("the same content is file %d and %d; %d rows, %d objects", id, again, s.count("media"), s.objects())
		}
		talaantest.Must(t, a.Close())
		talaantest.Must(t, a.Close())
		talaantest.Must(t, (*media.Staged)(nil).Close())
		if got := s.read(a.SHA256); got != "hello" {
			t.Errorf("read back %q", got)
		}
		talaantest.Must(t, s.h.DB.View(t.Context(), func(tx *sqldb.Tx) error {
			facts, err := media.Info(t.Context(), tx, []int64{id, id + 77})
			if f := facts[id]; len(facts) != 1 || f.SHA256 != a.SHA256 || f.Size != 5 || f.Thumbnail != media.NoThumbnail {
				t.Errorf("known as %+v", facts)
			}
			return err
		}))
	})
}

// An album may have hundreds of files, and what a process may have open is limited.
func TestStagedFilesAreNotOpen(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	for i := range 20 {
		s.stage("a.txt", strconv.Itoa(i))
	}
	if s.temps() != 20 {
		t.Fatalf("%d copies", s.temps())
	}
	open, _ := filepath.Glob("/proc/self/fd/*") // nothing on computers that do not tell
	for _, fd := range open {
		if path, err := os.Readlink(fd); err == nil && strings.HasPrefix(path, s.data) {
			t.Errorf("%s is open", path)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	small := limits
	small.Bytes = 1000
	over := &counting{from: neverEnding{}}
	for _, c := range []struct {
		what string
		r    io.Reader
		kind errs.Kind
		says string
	}{
		{"empty", strings.NewReader(""), errs.Invalid, "“a.txt” is empty"},
		{"a byte too long", strings.NewReader(strings.Repeat("x", 1001)), errs.TooLarge, "is larger than 1000 bytes"},
		{"endless", over, errs.TooLarge, "is larger than 1000 bytes"},
		{"cut", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF)), errs.Invalid, "did not arrive whole"},
		{"reset", iotest.ErrReader(syscall.ECONNRESET), errs.Invalid, "did not arrive whole"},
		{"silent", iotest.TimeoutReader(strings.NewReader("half")), errs.Invalid, ""},
		{"a program", strings.NewReader("MZ\x90\x00" + strings.Repeat("\x00", 200)), errs.Invalid, "a.txt"},
	} {
		staged, err := s.Stage(t.Context(), c.r, "a.txt", small)
		if c.what == "silent" && err == nil { // the reader may not read twice
			talaantest.Must(t, staged.Close())
			continue
		}
		var e *errs.Error
		if !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(err.Error(), c.says) || len(e.Fields) != 1 || e.Fields[0].Location != "body.file" {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if over.n > 1<<20 {
		t.Errorf("%d bytes were read of a file that may have 1000", over.n)
	}
	if s.temps() != 0 || s.count("media") != 0 {
		t.Errorf("left: %d temporary files, %d rows", s.temps(), s.count("media"))
	}
	exact, err := s.Stage(t.Context(), strings.NewReader(strings.Repeat("x", 1000)), "a.txt", small)
	talaantest.Must(t, err)
	talaantest.Must(t, exact.Close())
}

type neverEnding struct{}

func (neverEnding) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

type counting struct {
	from io.Reader
	n    int
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.n += n
	return n, err
}

// broken is a store whose disk is full, or that is gone.
type broken struct {
	blob.Store
	err atomic.Pointer[error]
}

func (b *broken) Put(ctx context.Context, key string, f io.Reader, size int64) error {
	if p := b.err.Load(); p != nil {
		return *p
	}
	return b.Store.Put(ctx, key, f, size)
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	h := talaantest.New(t, sqldb.SQLite)
	var store *broken
	s := newShelf(t, h, func(o *media.Options) {
		store = &broken{Store: o.Store}
		o.Store = store
	})
	full := error(&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
	store.err.Store(&full)
	_, err := s.Stage(t.Context(), strings.NewReader("hello"), "a.txt", limits)
	if !errs.Is(err, errs.TooLarge) || !strings.HasPrefix(err.Error(), "The server's disk is full. Nothing was saved.") {
		t.Errorf("a full disk: %v", err)
	}
	gone := errors.New("the file store at x cannot be reached")
	store.err.Store(&gone)
	var e *errs.Error
	if _, err := s.Stage(t.Context(), strings.NewReader("hello"), "a.txt", limits); !errors.Is(err, gone) || errors.As(err, &e) {
		t.Errorf("a store that is gone: %v", err)
	}
	store.err.Store(nil)
	s.upload("doctor", s.stage("a.txt", "hello"))
	if s.objects() != 1 || s.temps() != 1 {
		t.Errorf("%d objects, %d temporary files", s.objects(), s.temps())
	}
}

// A damaged length is mended by whoever sends the file again.
func TestWrongSizeIsReplaced(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	a := s.stage("a.txt", "hello")
	s.upload("doctor", a)
	path := filepath.Join(s.data, "media", "sha256", a.SHA256[:2], a.SHA256[2:4], a.SHA256)
	talaantest.Must(t, os.Remove(path))
	talaantest.Must(t, os.WriteFile(path, []byte("hel"), 0o600))
	s.stage("a.txt", "hello")
	if got := s.read(a.SHA256); got != "hello" {
		t.Errorf("it is %q", got)
	}
}

// The sweeper comes between the two steps: the bytes are there in the end.
func TestSweptBetweenStageAndRecord(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		a := s.stage("a.txt", "hello")
		s.day()
		s.sweep()
		if s.objects() != 0 {
			t.Fatal("the sweeper left an unrecorded file")
		}
		s.upload("doctor", a)
		if s.read(a.SHA256) != "hello" || s.whole().Files != 1 {
			t.Error("it was recorded without its bytes")
		}
		if s.count("media") != 1 {
			t.Errorf("%d rows", s.count("media"))
		}
	})
}

// The sweeper comes while the recording transaction is open.
func TestSweptWhileRecorded(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{false, true} {
		t.Run(fmt.Sprint("known=", known), func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, s *shelf) {
				if known { // a row is there, whose upload expires
					s.upload("doctor", s.stage("b.txt", "hello"))
				}
				a := s.stage("a.txt", "hello")
				s.day()
				swept := make(chan error, 1)
				started := sync.OnceFunc(func() {
					begun := make(chan struct{})
					go func() {
						close(begun)
						swept <- s.Sweep(t.Context())
					}()
					<-begun
				})
				talaantest.Must(t, s.h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
					id, err := s.Record(ctx, tx, a)
					if err != nil {
						return err
					}
					started()
					_, err = sqldb.Insert(ctx, tx, "uploads", upload{s.h.User("doctor").ID, id, "a.txt", tx.Now})
					return err
				}))
				talaantest.Must(t, <-swept)
				if s.whole().Files != 1 {
					t.Error("the record is gone")
				}
			})
		})
	}
}

// Senders, claimers and the sweeper at once, on few contents and with a clock
// that runs: whatever is recorded in the end has its bytes.
func TestStorm(t *testing.T) {
	t.Parallel()
	talaantest.Each(t, func(t *testing.T, h *talaantest.Hospital) {
		// The days fly, so the store's own temporary files are not swept here.
		s := newShelf(t, h, func(o *media.Options) { o.Data = t.TempDir() })
		var senders, sweepers sync.WaitGroup
		done := make(chan struct{})
		for range 2 {
			sweepers.Go(func() {
				for {
					select {
					case <-done:
						return
					default:
						s.day()
						if err := s.Sweep(t.Context()); err != nil {
							t.Errorf("sweep: %v", err)
						}
					}
				}
			})
		}
		for i := range 6 {
			senders.Go(func() {
				for n := range 15 {
					staged, err := s.Stage(t.Context(), strings.NewReader(fmt.Sprint("content ", (i+n)%3)), "a.txt", limits)
					if err != nil {
						t.Errorf("stage: %v", err)
						return
					}
					err = s.h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
						id, err := s.Record(ctx, tx, staged)
						if err == nil {
							_, err = sqldb.Insert(ctx, tx, "uploads", upload{s.h.User("doctor").ID, id, "a.txt", tx.Now})
						}
						return err
					})
					if err = errors.Join(err, staged.Close()); err != nil {
						t.Errorf("record: %v", err)
					}
				}
			})
		}
		senders.Wait()
		close(done)
		sweepers.Wait()
		s.whole()
		s.upload("doctor", s.stage("a.txt", "content 1"))
		s.whole()
		s.day()
		s.sweep()
		if s.count("media")+s.count("uploads") != 0 || s.objects() != 0 {
			t.Errorf("left at last: %d rows, %d uploads, %d objects", s.count("media"), s.count("uploads"), s.objects())
		}
	})
}

func TestSweepLeavesWhatIsNeeded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		kept := s.stage("kept.txt", "kept")
		keptUpload, _ := s.upload("doctor", kept)
		s.upload("doctor", s.stage("lost.txt", "lost"))
		s.stage("never.txt", "never recorded")
		stray := filepath.Join(s.data, "media", "sha256", "README")
		talaantest.Must(t, os.WriteFile(stray, []byte("not ours"), 0o600))
		old := filepath.Join(s.data, "media", "tmp", "upload-old")
		talaantest.Must(t, os.WriteFile(old, []byte("x"), 0o600))
		long := s.h.Clock.Now().Add(-48 * time.Hour)
		talaantest.Must(t, os.Chtimes(old, long, long))

		s.sweep()
		if s.count("uploads") != 2 || s.objects() != 3 {
			t.Fatalf("the sweeper came too early: %d uploads, %d objects", s.count("uploads"), s.objects())
		}
		if _, err := os.Stat(old); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("an old unfinished file is there: %v", err)
		}
		s.h.Clock.Advance(23 * time.Hour)
		s.upload("nurse", s.stage("kept.txt", "kept")) // another has it too
		s.h.Clock.Advance(2 * time.Hour)
		s.sweep()
		if s.count("uploads") != 1 || s.count("media") != 1 || s.objects() != 1 || s.read(kept.SHA256) != "kept" {
			t.Errorf("after a day: %d uploads, %d rows, %d objects", s.count("uploads"), s.count("media"), s.objects())
		}
		if _, err := os.Stat(stray); err != nil {
			t.Errorf("a file that is not ours was removed: %v", err)
		}
		err := s.h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
			_, err := media.Claim(ctx, tx, s.h.User("doctor").ID, []int64{keptUpload})
			return err
		})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("an expired upload was claimed: %v", err)
		}
	})
}

func TestClaim(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		doctor := s.h.User("doctor").ID
		var ids []int64
		for i := range 5 {
			id, _ := s.upload("doctor", s.stage(fmt.Sprintf("%d.txt", i), fmt.Sprint("text ", i%3)))
			ids = append(ids, id)
		}
		foreign, _ := s.upload("nurse", s.stage("nurse.txt", "nurse"))
		claim := func(list ...int64) (out []media.Claimed, err error) {
			err = s.h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
				if out, err = media.Claim(ctx, tx, doctor, list); err != nil {
					return err
				}
				return nil
			})
			return out, err
		}
		_, err := claim(ids[0], foreign, ids[0], 9999)
		var e *errs.Error
		if !errors.As(err, &e) || len(e.Fields) != 3 || e.Fields[0].Location != "body.upload_ids[1]" || e.Fields[1].Location != "body.upload_ids[2]" || e.Fields[2].Location != "body.upload_ids[3]" {
			t.Errorf("refused as %v", err)
		}
		if under := errs.Under("albums[1]", err); !strings.Contains(under.Error(), "body.albums[1].upload_ids[1]") {
			t.Errorf("below an album: %v", under)
		}
		got, err := claim(ids[3], ids[0], ids[4])
		talaantest.Must(t, err)
		names := []string{}
		for _, c := range got {
			names = append(names, c.Name)
		}
		if !slices.Equal(names, []string{"3.txt", "0.txt", "4.txt"}) || got[0].MediaID != got[1].MediaID || got[2].UploadID != ids[4] {
			t.Errorf("claimed %+v", got)
		}
		if _, err := claim(ids[1], ids[3]); !errs.Is(err, errs.Invalid) {
			t.Errorf("claimed twice: %v", err)
		}
		if _, err := claim(); err != nil {
			t.Errorf("nothing: %v", err)
		}
		s.h.Clock.Advance(media.Keep)
		if _, err := claim(ids[1]); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "send 1.txt again") {
			t.Errorf("an old one: %v", err)
		}
	})
}

// Of many that claim the same uploads at once one gets them.
func TestClaimedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		id, _ := s.upload("doctor", s.stage("a.txt", "a"))
		var got atomic.Int32
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				err := s.h.Tx("doctor", func(ctx context.Context, tx *sqldb.Tx) error {
					_, err := media.Claim(ctx, tx, s.h.User("doctor").ID, []int64{id})
					return err
				})
				if err == nil {
					got.Add(1)
				} else if !errs.Is(err, errs.Invalid) {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			t.Errorf("%d got the upload", got.Load())
		}
	})
}

// Memory does not grow with the file.
func TestBoundedMemory(t *testing.T) {
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	big := limits
	big.Bytes = 1 << 30
	got := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			staged, err := s.Stage(t.Context(), io.LimitReader(neverEnding{}, 200<<20), "a.txt", big)
			if err != nil {
				t.Fatal(err)
			}
			_ = staged.Close()
		}
	})
	if got.AllocedBytesPerOp() > 32<<20 {
		t.Errorf("%d bytes of memory for a file of 200 MB", got.AllocedBytesPerOp())
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		s.Serve(func(_ context.Context, _ *sqldb.Tx, ids []int64) (map[int64][]string, error) {
			return map[int64][]string{ids[0]: {"lab AAAA2222, album 1"}}, nil
		}, nil)
		hashes := map[string]string{}
		for _, text := range []string{"whole", "flipped", "missing", "longer", "shorter", "unreadable"} {
			a := s.stage(text+".txt", "the text of "+text)
			s.upload("doctor", a)
			hashes[text] = a.SHA256
		}
		if v := s.whole(); v.Files != 6 || v.Bytes == 0 || v.Unrecorded != 0 {
			t.Errorf("at first %+v", v)
		}
		path := func(text string) string {
			h := hashes[text]
			return filepath.Join(s.data, "media", "sha256", h[:2], h[2:4], h)
		}
		talaantest.Must(t, os.WriteFile(path("flipped"), []byte("the text of fliqped"), 0o600))
		talaantest.Must(t, os.Remove(path("missing")))
		talaantest.Must(t, os.WriteFile(path("longer"), []byte("the text of longer and longer"), 0o600))
		talaantest.Must(t, os.WriteFile(path("shorter"), []byte("the"), 0o600))
		talaantest.Must(t, os.Remove(path("unreadable")))
		talaantest.Must(t, os.Mkdir(path("unreadable"), 0o700))
		s.stage("extra.txt", "unrecorded")

		found := map[string]string{}
		var last media.Verified
		v, err := s.Verify(t.Context(), func(f media.Fault) error {
			found[f.SHA256] = f.What
			if len(f.Where) != 2 || f.Where[0] != "lab AAAA2222, album 1" || !strings.Contains(f.Where[1], ".txt”, in no album yet") {
				t.Errorf("%s is used by %q", f.SHA256, f.Where)
			}
			return nil
		}, func(soFar media.Verified) { last = soFar })
		talaantest.Must(t, err)
		if v.Files != 6 || v.Faults != 5 || v.Unrecorded != 1 || last.Files != 6 {
			t.Errorf("found %+v, at last %+v", v, last)
		}
		for text, says := range map[string]string{"flipped": "damaged", "missing": "is missing", "longer": "has 29 bytes, not 18", "shorter": "has 3 bytes, not 19", "unreadable": "cannot be read"} {
			if !strings.Contains(found[hashes[text]], says) {
				t.Errorf("%s: %q", text, found[hashes[text]])
			}
		}
	})
}

// The library works the same on a bucket.
func TestLibraryOnBucket(t *testing.T) {
	t.Parallel()
	url, _ := blobtest.Bucket(t)
	store, err := blob.Open(t.Context(), url, "", nil)
	talaantest.Must(t, err)
	h := talaantest.New(t, sqldb.SQLite)
	s := newShelf(t, h, func(o *media.Options) { o.Store = store })
	a := s.stage("a.txt", "hello")
	s.stage("b.txt", "never recorded")
	_, id := s.upload("doctor", a)
	if s.objects() != 2 || s.read(a.SHA256) != "hello" || s.temps() != 2 {
		t.Errorf("%d objects, %d temporary files", s.objects(), s.temps())
	}
	if v := s.whole(); v.Files != 1 || v.Unrecorded != 1 {
		t.Errorf("%+v", v)
	}
	h.Clock.Set(time.Now().Add(25 * time.Hour)) // the server has a clock of its own
	late := s.stage("c.txt", "late")
	_, kept := s.upload("doctor", s.stage("k.txt", "kept"))
	s.sweep()
	if s.objects() != 1 || s.count("uploads") != 1 || id == kept {
		t.Errorf("after the sweep %d objects, %d uploads", s.objects(), s.count("uploads"))
	}
	s.upload("doctor", late)
	s.upload("nurse", a)
	if v := s.whole(); v.Files != 3 || v.Unrecorded != 0 {
		t.Errorf("%+v", v)
	}

	temps := s.temps()
	id = s.pictures(1)[0]
	s.SetMaker(func(_ context.Context, f io.ReadSeeker, size int64, _ string) ([]byte, error) {
		if n, err := f.Seek(0, io.SeekEnd); err != nil || n != size {
			t.Errorf("a picture of %d bytes: %v", n, err)
		}
		return []byte("jpeg"), nil
	})
	talaantest.Must(t, s.Thumbnails(t.Context()))
	if s.thumbnailOf(id) != media.ThumbnailMade || s.temps() != temps+1 { // the staged picture's own
		t.Errorf("%s, %d temporary files after %d", s.thumbnailOf(id), s.temps(), temps)
	}
}
