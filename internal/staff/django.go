package staff

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"talaan/internal/sqldb"
)

// djangoPrefix begins the password hashes of the old system:
// pbkdf2_sha256$ITERATIONS$SALT$HASH. Each is good for one sign-in and is then
// replaced.
const djangoPrefix = "pbkdf2_sha256$"

// mostIterations is more than any version of the old system used.
const mostIterations = 5_000_000

// someOldHash returns a stored hash of the old system, or nothing when there is
// none any more.
func someOldHash(ctx context.Context, tx *sqldb.Tx) (string, error) {
	h, err := sqldb.One[string](ctx, tx, `SELECT password_hash FROM users WHERE password_hash LIKE ? ESCAPE '!' ORDER BY id LIMIT 1`, sqldb.StartsWith(djangoPrefix))
	if errors.Is(err, sqldb.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for hashes of the old system: %w", err)
	}
	return h, nil
}

// otherKind returns a hash of the kind that hash is not, as long as old ones are
// stored, so that the time of a sign-in does not tell whose hash is old.
func otherKind(hash, old string) string {
	switch {
	case old == "":
		return ""
	case strings.HasPrefix(hash, djangoPrefix):
		return dummyHash()
	}
	return old
}

// verifyDjango reports whether a hash of the old system was made from password.
func verifyDjango(ctx context.Context, password, hash string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 4 {
		return false, errors.New("stored password hash: not in the old system's form")
	}
	iterations, err := strconv.Atoi(parts[1])
	if err != nil || iterations < 1 || iterations > mostIterations {
		return false, fmt.Errorf("stored password hash: %q iterations", parts[1])
	}
	want, err := base64.StdEncoding.DecodeString(parts[3])
	if err != nil || len(want) != sha256.Size {
		return false, errors.New("stored password hash: bad key")
	}
	done, err := takeTurn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	got, err := pbkdf2.Key(sha256.New, password, []byte(parts[2]), iterations, sha256.Size)
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1, err
}
