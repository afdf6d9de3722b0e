package media_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"talaan/internal/sqldb"
	"talaan/internal/talaantest"
)

const (
	benchClients = 8
	benchFiles   = 128
	benchSize    = 8 << 20 // bytes of a file: 128 of them are 1 GB
)

// words is text that no two files share after their first line.
func words() []byte {
	r := rand.New(rand.NewPCG(1, 1))
	b := make([]byte, benchSize-64)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz     \n"[r.IntN(32)]
	}
	return b
}

// content is the n-th file, always of benchSize bytes.
func content(rest []byte, n int64) io.Reader {
	return io.MultiReader(bytes.NewReader(fmt.Appendf(nil, "%063d\n", n)), bytes.NewReader(rest))
}

// gigabytes runs send for a gigabyte of files, by eight clients at once, b.N
// times, and reports the speed and the most memory in use.
func gigabytes(b *testing.B, send func(n int64, r io.Reader) error) {
	b.Helper()
	rest := words()
	var next, peak atomic.Int64
	stop := make(chan struct{})
	var watch sync.WaitGroup
	watch.Go(func() {
		t := time.NewTicker(10 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-stop:
				return
			case <-t.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), int64(m.HeapInuse)))
			}
		}
	})
	b.SetBytes(benchFiles * benchSize)
	b.ResetTimer()
	for range b.N {
		var clients sync.WaitGroup
		var left atomic.Int64
		left.Store(benchFiles)
		for range benchClients {
			clients.Go(func() {
				for left.Add(-1) >= 0 {
					n := next.Add(1)
					if err := send(n, content(rest, n)); err != nil {
						b.Errorf("file %d: %v", n, err)
						return
					}
				}
			})
		}
		clients.Wait()
	}
	b.StopTimer()
	close(stop)
	watch.Wait()
	b.ReportMetric(float64(peak.Load())/(1<<20), "peak-heap-MB")
}

// BenchmarkUpload sends 1 GB over HTTP and has it recorded.
func BenchmarkUpload(b *testing.B) {
	h := talaantest.New(b, sqldb.SQLite)
	token := h.Client("nurse").Token
	gigabytes(b, func(n int64, r io.Reader) error {
		from, to := io.Pipe()
		w := multipart.NewWriter(to)
		go func() {
			part, err := w.CreateFormFile("file", fmt.Sprintf("%d.txt", n))
			if err == nil {
				_, err = io.Copy(part, r)
			}
			if err == nil {
				err = w.Close()
			}
			_ = to.CloseWithError(err)
		}()
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, h.URL+"/api/v1/uploads", from)
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", w.FormDataContentType())
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(res.Body)
		if err == nil && res.StatusCode != http.StatusCreated {
			err = fmt.Errorf("answered %d %s", res.StatusCode, text)
		}
		if cerr := res.Body.Close(); err == nil {
			err = cerr
		}
		if n%500 == 0 { // make room below the limit of unused uploads
			h.Clock.Advance(25 * time.Hour)
			err = h.Media.Sweep(context.Background())
		}
		return err
	})
}

// BenchmarkStage takes 1 GB in without HTTP: hashed, inspected, on disk, in the store.
func BenchmarkStage(b *testing.B) {
	s := newShelf(b, talaantest.New(b, sqldb.SQLite), nil)
	big := limits
	big.Bytes = benchSize
	gigabytes(b, func(n int64, r io.Reader) error {
		staged, err := s.Stage(context.Background(), r, fmt.Sprintf("%d.txt", n), big)
		if err != nil {
			return err
		}
		return staged.Close()
	})
}

// BenchmarkCopy writes the same files to the disk and forces them there.
func BenchmarkCopy(b *testing.B) {
	dir := b.TempDir()
	gigabytes(b, func(n int64, r io.Reader) error {
		f, err := os.Create(filepath.Join(dir, fmt.Sprint(n)))
		if err != nil {
			return err
		}
		if _, err = io.Copy(f, r); err == nil {
			err = f.Sync()
		}
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		return err
	})
}
