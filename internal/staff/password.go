package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"talaan/internal/errs"
)

// Cost is how much work one password hash takes.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// properCost is what OWASP asks of argon2id at the least.
var properCost = Cost{MemoryKiB: 19 * 1024, Passes: 2, Threads: 1}

// testCost replaces properCost when it is set.
var testCost atomic.Pointer[Cost]

// hashing limits how many hashes are made at once in the whole program, so
// that a crowd signing in cannot exhaust the memory.
var hashing = make(chan struct{}, max(2, min(runtime.NumCPU(), 8)))

// SetCost makes new passwords cost c instead of the proper amount. It exists
// for tests.
func SetCost(c Cost) { testCost.Store(&c) }

func passwordCost() Cost {
	if c := testCost.Load(); c != nil {
		return *c
	}
	return properCost
}

// Lengths of a password, in characters.
const (
	shortestPassword = 10
	longestPassword  = 128
)

const (
	saltBytes = 16
	keyBytes  = 32
)

// HashPassword checks a new password and returns its argon2id hash in PHC
// form. It waits while many others are being hashed; call it outside a
// transaction. A password of a wrong length is errs.Invalid on body.password.
func HashPassword(ctx context.Context, password string) (string, error) {
	switch n := utf8.RuneCountInString(password); {
	case n < shortestPassword:
		return "", errs.InvalidField("password", "must be at least %d characters", shortestPassword)
	case n > longestPassword:
		return "", errs.InvalidField("password", "must be at most %d characters", longestPassword)
	}
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails (documented)
	cost := passwordCost()
	key, err := derive(ctx, password, salt, cost)
	if err != nil {
		return "", err
	}
	return phc(cost, salt, key), nil
}

// verifyPassword reports whether hash was made from password.
func verifyPassword(ctx context.Context, password, hash string) (bool, error) {
	c, salt, key, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	got, err := derive(ctx, password, salt, c)
	return err == nil && subtle.ConstantTimeCompare(got, key) == 1, err
}

// dummyHash takes as long to verify as a real one and fits no password.
func dummyHash() string {
	return phc(passwordCost(), make([]byte, saltBytes), make([]byte, keyBytes))
}

func derive(ctx context.Context, password string, salt []byte, c Cost) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
	defer func() { <-hashing }()
	// One letter may be typed as one or two code points, depending on the keyboard.
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.Passes, c.MemoryKiB, c.Threads, keyBytes), nil
}

func phc(c Cost, salt, key []byte) string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Passes, c.Threads, b.EncodeToString(salt), b.EncodeToString(key))
}

func parsePHC(hash string) (c Cost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errors.New("stored password hash: not argon2id in PHC form")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Threads); err != nil {
		return c, nil, nil, fmt.Errorf("stored password hash: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("stored password hash: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) != keyBytes {
		return c, nil, nil, errors.Join(errors.New("stored password hash: bad key"), err)
	}
	return c, salt, key, nil
}
