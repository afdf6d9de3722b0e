// Package blobtest starts a real S3 server for tests: Versity's gateway on a
// folder of its own.
package blobtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

const (
	access = "talaan"
	secret = "talaan-tests-only" //nolint:gosec // guards nothing
)

type server struct {
	address, dir string
	err          error
}

var theServer = sync.OnceValue(start)

// Bucket makes an empty bucket and returns its address, s3://…?tls=false, and
// the folder in which the server keeps its files. The credentials stand in the
// environment, where the program looks for them.
func Bucket(t testing.TB) (url, dir string) {
	t.Helper()
	s := theServer()
	if s.err != nil {
		t.Fatalf("S3 server for tests: %v (make bin/versitygw builds it)", s.err)
	}
	name := fmt.Sprintf("bucket%d", buckets.Add(1))
	dir = filepath.Join(s.dir, "files", name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove the test's bucket: %v", err)
		}
	})
	return "s3://" + s.address + "/" + name + "?tls=false", dir
}

var buckets atomic.Int64

func start() *server {
	program, err := find()
	if err != nil {
		return &server{err: err}
	}
	dir, err := os.MkdirTemp("", "talaan-s3-")
	if err != nil {
		return &server{err: err}
	}
	s := &server{dir: dir}
	for _, d := range []string{"files", "iam"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			return &server{err: err}
		}
	}
	if s.address, s.err = freeAddress(); s.err != nil {
		return s
	}
	os.Setenv("AWS_ACCESS_KEY_ID", access)                                                                                                                                                                          //nolint:errcheck // the names are good
	os.Setenv("AWS_SECRET_ACCESS_KEY", secret)                                                                                                                                                                      //nolint:errcheck // the names are good
	cmd := exec.CommandContext(context.Background(), program, "--quiet", "--port", s.address, "--access", access, "--secret", secret, "--iam-dir", filepath.Join(dir, "iam"), "posix", filepath.Join(dir, "files")) //nolint:gosec // our own program
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}                                                                                                                                              // the kernel ends it together with the test program
	if s.err = cmd.Start(); s.err == nil {
		s.err = await(s.address)
	}
	return s
}

// find looks for the program in bin/ beside go.mod, then on the path.
func find() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		program := filepath.Join(dir, "bin", "versitygw")
		if _, err := os.Stat(program); err == nil {
			return program, nil
		}
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil || dir == filepath.Dir(dir) {
			break
		}
	}
	return exec.LookPath("versitygw")
}

func freeAddress() (string, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// await waits until the server answers; there is no clock to fake here.
func await(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", nil)
		if err != nil {
			return err
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			return res.Body.Close()
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("the server does not answer"), err)
		case <-tick.C:
		}
	}
}
