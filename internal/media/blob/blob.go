// Package blob is where the bytes of files live: a folder beside the database,
// or a bucket of an S3-compatible store. What was put is there after a power
// cut, and is there whole or not at all.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"talaan/internal/clock"
)

// ErrNotFound says that nothing is stored under the key.
var ErrNotFound = errors.New("not in the file store")

// Object is one stored file.
type Object struct {
	Key     string
	Size    int64
	ModTime time.Time // when it was put
}

// Store keeps files under keys such as sha256/ab/cd/abcd…; see isKey.
// Everything is safe for concurrent use, also by several servers.
type Store interface {
	// Put stores size bytes of f, which stands at its start, in place of what
	// was there. When it returns nil, they survive a power cut.
	Put(ctx context.Context, key string, f io.Reader, size int64) error
	// Open returns the bytes; ErrNotFound when there are none. ctx lasts for the reading too.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	// Stat tells size and age; ErrNotFound when there is none.
	Stat(ctx context.Context, key string) (Object, error)
	// Delete removes the file; it is no error when there is none.
	Delete(ctx context.Context, key string) error
	// List calls f for each file whose key begins with the prefix, which is empty
	// or ends with a slash, until f returns an error, which List returns.
	List(ctx context.Context, prefix string, f func(Object) error) error
	// String names the store for the operator, without secrets.
	String() string
}

// Linker is a store that can take a finished file of its own disk without
// copying it. The file must not change afterwards; it may be removed.
type Linker interface {
	// Link stores the file at path, which is on disk already, unless something
	// stands under the key; what stands there then survives a power cut. It
	// reports false when this disk cannot do it.
	Link(key, path string) (bool, error)
}

// Has reports whether something is stored under the key.
func Has(ctx context.Context, s Store, key string) (bool, error) {
	_, err := s.Stat(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Open connects to the store that url names and checks that it answers: "" or
// "folder:" is the folder media inside dataDir; else
// s3://HOST[:PORT]/BUCKET[/PREFIX], with credentials from the environment.
func Open(ctx context.Context, url, dataDir string, clk clock.Clock) (Store, error) {
	switch {
	case url == "" || url == "folder:":
		if dataDir == "" {
			return nil, errors.New("the data folder is missing: give --data DIR")
		}
		dir, err := filepath.Abs(filepath.Join(dataDir, "media"))
		if err != nil {
			return nil, fmt.Errorf("find the folder of files: %w", err)
		}
		return NewFolder(dir, clk)
	case strings.HasPrefix(url, "s3:"):
		t, err := parseS3(url)
		if err != nil {
			return nil, err
		}
		return openS3(ctx, t, os.Getenv)
	}
	return nil, fmt.Errorf("file store %q: write folder: or %s", Redact(url), s3Form)
}

// Redact returns url without user and password.
func Redact(url string) string {
	scheme, rest, ok := strings.Cut(url, ":")
	at := strings.LastIndex(rest, "@")
	if !ok || at < 0 {
		return url
	}
	return scheme + "://***" + rest[at:]
}

var segments = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)+$`)

// isKey tells keys that the program makes: small letters, digits and dots in at
// least two parts, so that none leaves its folder.
func isKey(key string) bool {
	return len(key) <= 200 && segments.MatchString(key) && !strings.HasPrefix(key, temporary+"/")
}

func validKey(key string) error {
	if !isKey(key) {
		return fmt.Errorf("file store: %q is no key", key)
	}
	return nil
}
