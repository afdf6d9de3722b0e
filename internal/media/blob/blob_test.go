package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"talaan/internal/clock"
	"talaan/internal/media/blob"
	"talaan/internal/media/blob/blobtest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs f on every kind of store.
func each(t *testing.T, f func(t *testing.T, s blob.Store)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		s, err := blob.Open(t.Context(), "", t.TempDir(), clock.System{})
		must(t, err)
		f(t, s)
	})
	for _, prefix := range []string{"", "/talaan/files"} {
		t.Run("s3"+prefix, func(t *testing.T) {
			t.Parallel()
			url, _ := blobtest.Bucket(t)
			s, err := blob.Open(t.Context(), strings.Replace(url, "?", prefix+"?", 1), "", clock.System{})
			must(t, err)
			f(t, s)
		})
	}
}

func put(t testing.TB, s blob.Store, key, text string) {
	t.Helper()
	must(t, s.Put(t.Context(), key, strings.NewReader(text), int64(len(text))))
}

func read(t testing.TB, s blob.Store, key string) string {
	t.Helper()
	f, err := s.Open(t.Context(), key)
	must(t, err)
	text, err := io.ReadAll(f)
	must(t, err)
	must(t, f.Close())
	return string(text)
}

func list(t testing.TB, s blob.Store, prefix string) string {
	t.Helper()
	var out []string
	must(t, s.List(t.Context(), prefix, func(o blob.Object) error {
		out = append(out, fmt.Sprint(o.Key, ":", o.Size))
		return nil
	}))
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestStore(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s blob.Store) {
		ctx := t.Context()
		key := "sha256/ab/cd/abcdef"
		if got := list(t, s, "") + list(t, s, "sha256/"); got != "" {
			t.Errorf("an empty store lists %s", got)
		}
		_, err := s.Open(ctx, key)
		_, serr := s.Stat(ctx, key)
		if !errors.Is(err, blob.ErrNotFound) || !errors.Is(serr, blob.ErrNotFound) {
			t.Errorf("an absent file: open %v, stat %v", err, serr)
		}
		if there, err := blob.Has(ctx, s, key); there || err != nil {
			t.Errorf("an absent file is there: %v %v", there, err)
		}
		must(t, s.Delete(ctx, key))

		before := time.Now().Add(-2 * time.Second)
		put(t, s, key, "hello")
		put(t, s, "thumbs/ab/cd/abcdef.jpg", "x")
		if got := read(t, s, key); got != "hello" {
			t.Errorf("read back %q", got)
		}
		if there, err := blob.Has(ctx, s, key); !there || err != nil {
			t.Errorf("it is not there: %v", err)
		}
		o, err := s.Stat(ctx, key)
		if err != nil || o.Size != 5 || o.Key != key || o.ModTime.Before(before) {
			t.Errorf("%+v %v", o, err)
		}
		put(t, s, key, "other")
		if got := read(t, s, key); got != "other" {
			t.Errorf("after the second put: %q", got)
		}
		if got := list(t, s, ""); got != "sha256/ab/cd/abcdef:5 thumbs/ab/cd/abcdef.jpg:1" {
			t.Errorf("all: %s", got)
		}
		if got := list(t, s, "thumbs/"); got != "thumbs/ab/cd/abcdef.jpg:1" {
			t.Errorf("some: %s", got)
		}
		stop := errors.New("enough")
		if err := s.List(ctx, "", func(blob.Object) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("a list that was stopped: %v", err)
		}
		must(t, s.Delete(ctx, key))
		if there, err := blob.Has(ctx, s, key); there || err != nil {
			t.Errorf("a deleted file is there: %v %v", there, err)
		}
	})
}

// Larger than a part of S3, read from the middle and from the end.
func TestLargeFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s blob.Store) {
		content := make([]byte, 40<<20)
		_, err := rand.NewChaCha8([32]byte{1}).Read(content)
		must(t, err)
		path := filepath.Join(t.TempDir(), "large")
		must(t, os.WriteFile(path, content, 0o600))
		f, err := os.Open(path)
		must(t, err)
		must(t, s.Put(t.Context(), "sha256/aa/bb/large", f, int64(len(content))))
		must(t, f.Close())
		got, err := s.Open(t.Context(), "sha256/aa/bb/large")
		must(t, err)
		all, err := io.ReadAll(got)
		if err != nil || !bytes.Equal(all, content) {
			t.Errorf("%d bytes came back: %v", len(all), err)
		}
		if end, err := got.Seek(0, io.SeekEnd); err != nil || end != int64(len(content)) {
			t.Errorf("the end is at %d: %v", end, err)
		}
		part := make([]byte, 1000)
		for _, at := range []int64{17_000_000, 3, 40<<20 - 1000} {
			_, err := got.Seek(at, io.SeekStart)
			must(t, err)
			if _, err := io.ReadFull(got, part); err != nil || !bytes.Equal(part, content[at:at+1000]) {
				t.Errorf("other bytes at %d: %v", at, err)
			}
		}
		must(t, got.Close())
	})
}

// What does not arrive whole is not there, and what was there before stays.
func TestBrokenPut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s blob.Store) {
		key := "sha256/ab/cd/abcdef"
		for _, before := range []string{"", "sha256/ab/cd/abcdef:3"} {
			if err := s.Put(t.Context(), key, strings.NewReader("short"), 50_000); err == nil {
				t.Error("a file that is too short was stored")
			}
			broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("cut")))
			if err := s.Put(t.Context(), key, broken, 8); err == nil {
				t.Error("a file that broke was stored")
			}
			if got := list(t, s, ""); got != before {
				t.Errorf("stored: %s", got)
			}
			put(t, s, key, "old")
		}
		if got := read(t, s, key); got != "old" {
			t.Errorf("what was there is now %q", got)
		}
	})
}

func TestNoWayOut(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s blob.Store) {
		ctx := t.Context()
		for _, key := range []string{"", "a", "/a/b", "a/", "a//b", "../a/b", "a/../b", "a/./b", "a/..", "A/b", "a/b c", "a/b\x00", `a\b/c`, "a/C:", "tmp/put-1", "a/" + strings.Repeat("b", 300)} {
			_, oerr := s.Open(ctx, key)
			_, serr := s.Stat(ctx, key)
			for _, err := range []error{s.Put(ctx, key, strings.NewReader("x"), 1), s.Delete(ctx, key), oerr, serr} {
				if err == nil || errors.Is(err, blob.ErrNotFound) {
					t.Errorf("key %q: %v", key, err)
				}
			}
		}
	})
}

// Many at once put, read and delete the same few files: whoever reads sees one
// of the contents, whole.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s blob.Store) {
		for i := range 3 { // the gateway cannot put into a folder that a delete leaves empty at that moment
			put(t, s, fmt.Sprintf("sha256/%d/other", i), "x")
		}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				r := rand.New(rand.NewPCG(uint64(i), 1))
				for range 20 {
					key := fmt.Sprintf("sha256/%d/key", r.IntN(3))
					switch r.IntN(3) {
					case 0:
						text := strings.Repeat(fmt.Sprint(r.IntN(10)), 100_000)
						if err := s.Put(t.Context(), key, strings.NewReader(text), int64(len(text))); err != nil {
							t.Errorf("put: %v", err)
						}
					case 1:
						if err := s.Delete(t.Context(), key); err != nil {
							t.Errorf("delete: %v", err)
						}
					default:
						checkWhole(t, s, key)
					}
				}
			})
		}
		wg.Wait()
	})
}

func checkWhole(t *testing.T, s blob.Store, key string) {
	f, err := s.Open(t.Context(), key)
	if errors.Is(err, blob.ErrNotFound) {
		return
	}
	if err != nil {
		t.Errorf("open: %v", err)
		return
	}
	text, err := io.ReadAll(f)
	if errors.Is(err, blob.ErrNotFound) || err != nil && strings.HasPrefix(s.String(), "bucket") {
		return // a bucket may take a file away while it is read; that is an error, not other bytes
	}
	if err != nil || len(text) != 100_000 || strings.Trim(string(text), string(text[:1])) != "" {
		t.Errorf("read %d bytes: %v", len(text), err)
	}
	_ = f.Close()
}

var runs atomic.Int64

// Whatever is done, the store holds what a map would hold.
func TestLikeAMap(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s blob.Store) {
		rapid.Check(t, func(r *rapid.T) {
			ctx := context.Background()
			model := map[string]string{}
			base := fmt.Sprintf("m%d/", runs.Add(1))
			for range rapid.IntRange(1, 8).Draw(r, "steps") {
				key := base + rapid.StringMatching(`[a-c]/[ab]`).Draw(r, "key")
				switch rapid.IntRange(0, 2).Draw(r, "what") {
				case 0:
					text := rapid.StringMatching(`[xyz]{1,20}`).Draw(r, "text")
					if err := s.Put(ctx, key, strings.NewReader(text), int64(len(text))); err != nil {
						r.Fatal(err)
					}
					model[key] = text
				case 1:
					if err := s.Delete(ctx, key); err != nil {
						r.Fatal(err)
					}
					delete(model, key)
				default:
					there, err := blob.Has(ctx, s, key)
					if _, want := model[key]; err != nil || there != want {
						r.Fatalf("%s: %v %v", key, there, err)
					}
				}
			}
			seen := 0
			if err := s.List(ctx, base, func(o blob.Object) error {
				seen++
				if want, ok := model[o.Key]; !ok || int64(len(want)) != o.Size {
					r.Errorf("lists %+v", o)
				}
				return nil
			}); err != nil || seen != len(model) {
				r.Fatalf("%d of %d: %v", seen, len(model), err)
			}
		})
	})
}

func TestFolderIsPrivateAndTidy(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	clk := clock.NewFake(time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC))
	s, err := blob.Open(t.Context(), "folder:", data, clk)
	must(t, err)
	put(t, s, "sha256/ab/cd/abcdef", "hello")
	_ = s.Put(t.Context(), "sha256/ab/cd/other", strings.NewReader("x"), 5)
	must(t, os.WriteFile(filepath.Join(data, "media", "Readme"), nil, 0o600))
	if got := list(t, s, ""); got != "sha256/ab/cd/abcdef:5" {
		t.Errorf("lists %s", got)
	}
	left, err := os.ReadDir(filepath.Join(data, "media", "tmp"))
	if err != nil || len(left) != 0 {
		t.Errorf("left in tmp: %v %v", left, err)
	}
	for path, want := range map[string]os.FileMode{"media": 0o700, "media/tmp": 0o700, "media/sha256/ab": 0o700, "media/sha256/ab/cd/abcdef": 0o600} {
		i, err := os.Stat(filepath.Join(data, path))
		if err != nil || i.Mode().Perm() != want {
			t.Errorf("%s has mode %v: %v", path, i.Mode(), err)
		}
	}
	o, err := s.Stat(t.Context(), "sha256/ab/cd/abcdef")
	if err != nil || !o.ModTime.Equal(clk.Now()) {
		t.Errorf("put at %s: %v", o.ModTime, err)
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s, err := blob.NewFolder(filepath.Join(data, "media"), clock.System{})
	must(t, err)
	path := filepath.Join(s.Temp(), "done")
	must(t, os.WriteFile(path, []byte("hello"), 0o600))
	for range 2 { // the second finds it there
		if ok, err := s.Link("sha256/ab/cd/abcdef", path); !ok || err != nil {
			t.Fatalf("%v %v", ok, err)
		}
	}
	must(t, os.Remove(path))
	if got := read(t, s, "sha256/ab/cd/abcdef"); got != "hello" {
		t.Errorf("read %q", got)
	}
	if ok, err := s.Link("sha256/ab/cd/other", path); ok || err != nil {
		t.Errorf("a file that is not there was linked: %v", err)
	}
	must(t, os.RemoveAll(filepath.Join(data, "media", "sha256")))
	put(t, s, "sha256/ab/cd/abcdef", "again")
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	blobtest.Bucket(t) // sets the credentials
	for url, says := range map[string]string{
		"ftp://x/y":                         "write folder: or s3://HOST",
		"s3":                                "write folder: or s3://HOST",
		"s3:":                               "host is missing",
		"s3:///b":                           "host is missing",
		"s3://h":                            "bucket is missing",
		"s3://h/":                           "bucket is missing",
		"s3://key:hush@h/b":                 "AWS_SECRET_ACCESS_KEY",
		"s3://key:hush@h:x/b":               "cannot be read",
		"s3://h/b?tls=no":                   "tls=false",
		"s3://h/b?colour=red":               "not colour",
		"s3://h/b#x":                        "after #",
		"s3://h/b/Up Per":                   "prefix",
		"s3://127.0.0.1:1/bucket?tls=false": "the file store at 127.0.0.1:1 cannot be reached",
		"s3://127.0.0.1:1/bucket?region=eu&tls=1": "tls=false",
	} {
		_, err := blob.Open(t.Context(), url, t.TempDir(), clock.System{})
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := blob.Open(t.Context(), "", "", clock.System{}); err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("no data folder: %v", err)
	}
	url, _ := blobtest.Bucket(t)
	if _, err := blob.Open(t.Context(), strings.Replace(url, "/bucket", "/nobucket", 1), "", clock.System{}); err == nil || !strings.Contains(err.Error(), "has no bucket nobucket") {
		t.Errorf("an absent bucket: %v", err)
	}
}
