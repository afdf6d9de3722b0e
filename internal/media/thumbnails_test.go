package media_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"talaan/internal/live"
	"talaan/internal/media"
	"talaan/internal/media/thumb"
	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

// picture is a PNG whose content depends on n.
func picture(t testing.TB, n int) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40+n, 30))
	var b bytes.Buffer
	talaantest.Must(t, png.Encode(&b, img))
	return b.String()
}

// thumbnailOf reads what became of a file's thumbnail.
func (s *shelf) thumbnailOf(id int64) (state string) {
	s.t.Helper()
	talaantest.Must(s.t, s.h.DB.View(s.t.Context(), func(tx *sqldb.Tx) error {
		facts, err := media.Info(s.t.Context(), tx, []int64{id})
		state = facts[id].Thumbnail
		return err
	}))
	return state
}

func (s *shelf) pictures(n int) []int64 {
	s.t.Helper()
	ids := make([]int64, n)
	for i := range ids {
		_, ids[i] = s.upload("doctor", s.stage(fmt.Sprintf("%d.png", i), picture(s.t, i)))
	}
	return ids
}

func TestThumbnails(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		ids := s.pictures(6)
		_, text := s.upload("doctor", s.stage("a.txt", "no picture"))
		var told []int64
		s.Serve(nil, func(_ context.Context, _ *sqldb.Tx, id int64) error {
			told = append(told, id)
			return nil
		})
		n := 0
		s.SetMaker(func(_ context.Context, f io.ReadSeeker, size int64, contentType string) ([]byte, error) {
			n++
			if got, err := io.ReadAll(f); err != nil || int64(len(got)) != size || contentType != "image/png" {
				t.Errorf("to be made of %d bytes of %d of %s: %v", len(got), size, contentType, err)
			}
			switch n {
			case 2:
				return nil, errors.New("a passing trouble")
			case 3:
				panic("ouch")
			case 4:
				return nil, fmt.Errorf("no: %w", thumb.ErrUnsupported)
			}
			return []byte("jpeg"), nil
		})
		talaantest.Must(t, s.Thumbnails(t.Context()))
		want := []string{"made", "wanted", "wanted", "failed", "made", "made"}
		for i, id := range ids {
			if got := s.thumbnailOf(id); got != want[i] {
				t.Errorf("picture %d: %s, not %s", i, got, want[i])
			}
		}
		if s.thumbnailOf(text) != media.NoThumbnail || len(told) != 4 {
			t.Errorf("the text: %s; told of %v", s.thumbnailOf(text), told)
		}
		talaantest.Must(t, s.Thumbnails(t.Context()))
		if n != 6 {
			t.Errorf("%d tries although the failed ones rest", n)
		}
		s.h.Clock.Advance(5 * time.Minute)
		talaantest.Must(t, s.Thumbnails(t.Context()))
		if s.thumbnailOf(ids[1]) != "made" || s.thumbnailOf(ids[2]) != "made" || n != 8 {
			t.Errorf("the second time: %s %s, %d tries", s.thumbnailOf(ids[1]), s.thumbnailOf(ids[2]), n)
		}
		f, err := s.OpenThumbnail(t.Context(), s.stage("0.png", picture(t, 0)).SHA256)
		talaantest.Must(t, err)
		talaantest.Must(t, f.Close())
	})
}

// One that hangs and does not listen does not stop the others.
func TestThumbnailThatHangs(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	ids := s.pictures(2)
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	var begun atomic.Bool
	s.SetMakingTime(time.Second)
	s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) {
		if !begun.Swap(true) {
			<-release
		}
		return []byte("jpeg"), nil
	})
	talaantest.Must(t, s.Thumbnails(t.Context()))
	if s.thumbnailOf(ids[0]) != media.ThumbnailWanted || s.thumbnailOf(ids[1]) != media.ThumbnailMade {
		t.Errorf("%s %s", s.thumbnailOf(ids[0]), s.thumbnailOf(ids[1]))
	}
}

func TestThumbnailGivesUp(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	id := s.pictures(1)[0]
	n := 0
	s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) {
		n++
		return nil, errors.New("never")
	})
	for range 5 {
		talaantest.Must(t, s.Thumbnails(t.Context()))
		s.h.Clock.Advance(5 * time.Minute)
	}
	if n != 3 || s.thumbnailOf(id) != media.ThumbnailFailed {
		t.Errorf("%d tries, %s", n, s.thumbnailOf(id))
	}
}

// A server that died three times over a file does not die of it again.
func TestThumbnailThatKills(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	id := s.pictures(1)[0]
	for range 3 {
		ctx, cancel := context.WithCancel(t.Context())
		s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) {
			cancel() // as if the server ended in the middle
			<-ctx.Done()
			return nil, ctx.Err()
		})
		if err := s.Thumbnails(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("the end of the server: %v", err)
		}
		s.h.Clock.Advance(5 * time.Minute)
	}
	s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) {
		t.Error("tried again")
		return nil, nil
	})
	talaantest.Must(t, s.Thumbnails(t.Context()))
	if s.thumbnailOf(id) != media.ThumbnailFailed {
		t.Errorf("it is %s", s.thumbnailOf(id))
	}
}

// Several servers share the work; none is done twice.
func TestThumbnailsOfTwoServers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *shelf) {
		s.pictures(20)
		var tries atomic.Int32
		s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) {
			tries.Add(1)
			return []byte("jpeg"), nil
		})
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if err := s.Thumbnails(t.Context()); err != nil {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if tries.Load() != 20 {
			t.Errorf("%d thumbnails of 20 pictures", tries.Load())
		}
	})
}

// The watch wakes when a commit tells it.
func TestWatch(t *testing.T) {
	t.Parallel()
	s := newShelf(t, talaantest.New(t, sqldb.SQLite), nil)
	made := make(chan struct{}, 10)
	s.SetMaker(func(context.Context, io.ReadSeeker, int64, string) ([]byte, error) {
		made <- struct{}{}
		return []byte("jpeg"), nil
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Watch(ctx) }()
	s.h.DB.OnCommit(func(c []live.Change) { s.Noticed(c) })
	begun := time.Now()
	for i := range 3 {
		s.upload("doctor", s.stage("a.png", picture(t, i)))
		<-made
	}
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("three thumbnails took %s", took)
	}
	cancel()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("the watch ended with %v", err)
	}
}
