package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// s3Form is how the address of a bucket is written.
const s3Form = "s3://HOST[:PORT]/BUCKET[/PREFIX], with ?tls=false or ?region=NAME after it when needed"

// The environment variables with the credentials.
const (
	keyVariable    = "AWS_ACCESS_KEY_ID"
	secretVariable = "AWS_SECRET_ACCESS_KEY" //nolint:gosec // the name of a variable
)

const (
	// partSize is how much of a large file is sent at once, in bytes.
	partSize = 16 << 20
	// tries is how often a request to the store is sent before it counts as failed.
	tries = 3
	// firstAnswer is how long the store may take to answer at the start.
	firstAnswer = 20 * time.Second
)

type s3Target struct {
	host, bucket, prefix, region string // prefix is empty or ends with a slash
	plain                        bool   // without TLS
}

func parseS3(raw string) (s3Target, error) {
	bad := func(why string) (s3Target, error) {
		return s3Target{}, fmt.Errorf("file store %q: %s; write %s", Redact(raw), why, s3Form)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return bad("the address cannot be read")
	}
	path := strings.Trim(u.Path, "/")
	t := s3Target{host: u.Host}
	t.bucket, t.prefix, _ = strings.Cut(path, "/")
	switch {
	case u.User != nil:
		return bad("user and password do not belong here but in the variables " + keyVariable + " and " + secretVariable)
	case u.Hostname() == "":
		return bad("the host is missing")
	case t.bucket == "":
		return bad("the bucket is missing")
	case u.Fragment != "":
		return bad("the part after # means nothing")
	case t.prefix != "" && !segments.MatchString("x/"+t.prefix):
		return bad("the prefix may have small letters, digits, dots and dashes only")
	}
	if t.prefix != "" {
		t.prefix += "/"
	}
	if why := t.options(u.RawQuery); why != "" {
		return bad(why)
	}
	return t, nil
}

// options reads what stands after the ? and says what is wrong with it, if anything.
func (t *s3Target) options(query string) string {
	options, err := url.ParseQuery(query)
	if err != nil {
		return "what stands after ? cannot be read"
	}
	for name, values := range options {
		switch {
		case name == "region" && len(values) == 1:
			t.region = values[0]
		case name == "tls" && (slices.Equal(values, []string{"true"}) || slices.Equal(values, []string{"false"})):
			t.plain = values[0] == "false"
		default:
			return "only tls=true, tls=false and region=NAME may stand after ?, not " + name
		}
	}
	return ""
}

// S3 keeps files in a bucket.
type S3 struct {
	client *minio.Client
	target s3Target
}

// openS3 connects and checks that the bucket is there.
func openS3(ctx context.Context, t s3Target, getenv func(string) string) (*S3, error) {
	key, secret := getenv(keyVariable), getenv(secretVariable)
	if key == "" || secret == "" {
		return nil, fmt.Errorf("the file store at %s needs credentials: set %s and %s", t.host, keyVariable, secretVariable)
	}
	client, err := minio.New(t.host, &minio.Options{
		Creds: credentials.NewStaticV4(key, secret, getenv("AWS_SESSION_TOKEN")), Secure: !t.plain, Region: t.region, MaxRetries: tries,
	})
	if err != nil {
		return nil, fmt.Errorf("the file store at %s: %w", t.host, err)
	}
	s := &S3{client, t}
	ctx, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	there, err := client.BucketExists(ctx, t.bucket)
	if err != nil {
		return nil, s.explain("look for the bucket "+t.bucket, err)
	}
	if !there {
		return nil, fmt.Errorf("the file store at %s has no bucket %s: make it first", t.host, t.bucket)
	}
	return s, nil
}

// String names host, bucket and prefix.
func (s *S3) String() string {
	return "bucket " + s.target.bucket + "/" + s.target.prefix + " at " + s.target.host
}

func (s *S3) key(key string) (string, error) { return s.target.prefix + key, validKey(key) }

// explain tells an absent file, an unreachable store and other failures apart.
func (s *S3) explain(what string, err error) error {
	if err == nil {
		return nil
	}
	answer := minio.ToErrorResponse(err)
	if answer.Code == minio.NoSuchKey {
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	var u *url.Error
	var n net.Error
	if errors.As(err, &u) || errors.As(err, &n) {
		return fmt.Errorf("the file store at %s cannot be reached: %s: %w", s.target.host, what, err)
	}
	if answer.StatusCode == http.StatusForbidden {
		return fmt.Errorf("the file store at %s does not let these credentials %s: %w", s.target.host, what, err)
	}
	return fmt.Errorf("the file store at %s: %s: %w", s.target.host, what, err)
}

// Put sends the file, a large one in parts; it appears when all has arrived.
func (s *S3) Put(ctx context.Context, key string, f io.Reader, size int64) error {
	k, err := s.key(key)
	if err != nil {
		return err
	}
	_, err = s.client.PutObject(ctx, s.target.bucket, k, f, size, minio.PutObjectOptions{
		PartSize: partSize, NumThreads: 2, ContentType: "application/octet-stream",
	})
	return s.explain("store "+key, err)
}

// Open asks for the file's size at once and for its bytes as they are read.
func (s *S3) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	k, err := s.key(key)
	if err != nil {
		return nil, err
	}
	o, err := s.client.GetObject(ctx, s.target.bucket, k, minio.GetObjectOptions{})
	if err != nil {
		return nil, s.explain("open "+key, err)
	}
	if _, err := o.Stat(); err != nil {
		return nil, errors.Join(s.explain("open "+key, err), o.Close())
	}
	return o, nil
}

// Stat asks for the file's size and age.
func (s *S3) Stat(ctx context.Context, key string) (Object, error) {
	k, err := s.key(key)
	if err != nil {
		return Object{}, err
	}
	i, err := s.client.StatObject(ctx, s.target.bucket, k, minio.StatObjectOptions{})
	if err != nil {
		return Object{}, s.explain("look at "+key, err)
	}
	return Object{key, i.Size, i.LastModified}, nil
}

// Delete removes the file.
func (s *S3) Delete(ctx context.Context, key string) error {
	k, err := s.key(key)
	if err != nil {
		return err
	}
	err = s.explain("delete "+key, s.client.RemoveObject(ctx, s.target.bucket, k, minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// List asks for a thousand names at a time.
func (s *S3) List(ctx context.Context, prefix string, each func(Object) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for o := range s.client.ListObjects(ctx, s.target.bucket, minio.ListObjectsOptions{Prefix: s.target.prefix + prefix, Recursive: true}) {
		if o.Err != nil {
			return s.explain("list files", o.Err)
		}
		key := strings.TrimPrefix(o.Key, s.target.prefix)
		if !isKey(key) {
			continue // not ours
		}
		if err := each(Object{key, o.Size, o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}
