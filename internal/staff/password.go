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
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"talaan/internal/errs"
	"talaan/internal/fold"
	"talaan/internal/hospital"
	"talaan/internal/sqldb"
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
// transaction. A password of a wrong length, or one of the commonest, is
// errs.Invalid on body.password.
func HashPassword(ctx context.Context, password string) (string, error) {
	return hashNew(ctx, password, "password")
}

// hashNew is HashPassword for a field of another name.
func hashNew(ctx context.Context, password, field string) (string, error) {
	switch n := utf8.RuneCountInString(norm.NFC.String(password)); {
	case n < shortestPassword:
		return "", errs.InvalidField(field, "must be at least %d characters", shortestPassword)
	case n > longestPassword:
		return "", errs.InvalidField(field, "must be at most %d characters", longestPassword)
	}
	if isCommon(password) {
		return "", errs.InvalidField(field, "is one of the commonest passwords and would be guessed first; choose another, such as a few words that belong together only for you")
	}
	return hash(ctx, password)
}

// refusePersonal refuses a password that is the user's ID or the hospital's
// name, with nothing but digits and signs around it. A blank password passes.
func refusePersonal(ctx context.Context, tx *sqldb.Tx, password, field, userID string) error {
	if password == "" {
		return nil
	}
	name, err := hospital.Name(ctx, tx)
	if err != nil {
		return err
	}
	return personalFault(password, field, userID, name)
}

// RefusePersonal refuses a password that is the user's ID or the hospital's
// name, as errs.Invalid on body.password.
func RefusePersonal(ctx context.Context, tx *sqldb.Tx, password, userID string) error {
	return refusePersonal(ctx, tx, password, "password", userID)
}

func personalFault(password, field string, words ...string) error {
	bare := lettersOf(password)
	for _, w := range words {
		if l := lettersOf(w); l != "" && (bare == l || bare == l+l) {
			return errs.InvalidField(field, "is little more than your user ID or the hospital's name; choose another")
		}
	}
	return nil
}

// lettersOf keeps the letters of s, without case and accents.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, strings.Join(fold.Words(s), ""))
}

// hash returns the argon2id hash of a password in PHC form.
func hash(ctx context.Context, password string) (string, error) {
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
	if strings.HasPrefix(hash, djangoPrefix) {
		return verifyDjango(ctx, password, hash)
	}
	c, salt, key, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	got, err := derive(ctx, password, salt, c)
	return err == nil && subtle.ConstantTimeCompare(got, key) == 1, err
}

// outdated reports whether a stored hash should be replaced, now that the
// password is known: it is weaker than new ones are, or from the old system.
func outdated(hash string) bool {
	c, _, _, err := parsePHC(hash)
	want := passwordCost()
	return err != nil || c.MemoryKiB < want.MemoryKiB || c.Passes < want.Passes
}

// dummyHash takes as long to verify as a real one and fits no password.
func dummyHash() string {
	return phc(passwordCost(), make([]byte, saltBytes), make([]byte, keyBytes))
}

func derive(ctx context.Context, password string, salt []byte, c Cost) ([]byte, error) {
	done, err := takeTurn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	// One letter may be typed as one or two code points, depending on the keyboard.
	return argon2.IDKey(norm.NFC.Bytes([]byte(password)), salt, c.Passes, c.MemoryKiB, c.Threads, keyBytes), nil
}

// takeTurn waits until another hash may be made; call done after it.
func takeTurn(ctx context.Context) (done func(), err error) {
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
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
