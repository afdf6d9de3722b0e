package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"talaan/internal/authz"
	"talaan/internal/errs"
	"talaan/internal/sqldb"
)

// keyLength is the longest Idempotency-Key, in bytes.
const keyLength = 100

// KeepKeys is how long the answer to an Idempotency-Key is kept.
const KeepKeys = 7 * 24 * time.Hour

type keyContext struct{}

// withKey puts the request's Idempotency-Key into its context.
func withKey(r *http.Request) *http.Request {
	if key := r.Header.Get("Idempotency-Key"); key != "" && r.Method == http.MethodPost {
		return r.WithContext(context.WithValue(r.Context(), keyContext{}, key))
	}
	return r
}

func keyFrom(ctx context.Context) string {
	k, ok := ctx.Value(keyContext{}).(string)
	if !ok {
		return ""
	}
	return k
}

type keptAnswer struct {
	UserID      int64     `db:"user_id"`
	Key         string    `db:"idempotency_key"`
	RequestHash string    `db:"request_hash"`
	Answer      string    `db:"answer"`
	CreatedAt   time.Time `db:"created_at"`
}

// requestHash tells two requests under one key apart. It covers the caller's
// rights: an answer is not given again to someone who may no longer see it.
func requestHash(op string, by authz.Caller, in any) (string, error) {
	text, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("hash the request: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%v\n%s", op, by.Permissions(), text))
	return hex.EncodeToString(sum[:]), nil
}

// replay fills body with the first answer given to key and reports whether
// there was one; else it reserves the key. The key belongs to the user; another
// request under it is refused.
func replay(ctx context.Context, tx *sqldb.Tx, key, op string, in, body any) (bool, error) {
	if len(key) > keyLength {
		return false, badKey("The Idempotency-Key is too long.", fmt.Sprintf("must be at most %d characters", keyLength))
	}
	if !utf8.ValidString(key) {
		return false, badKey("The Idempotency-Key cannot be read.", "must be text in UTF-8")
	}
	kept, err := sqldb.One[keptAnswer](ctx, tx, `SELECT `+sqldb.Columns[keptAnswer]("")+` FROM idempotency_keys WHERE user_id = ? AND idempotency_key = ?`, authz.From(ctx).ID, key)
	if err != nil && !errors.Is(err, sqldb.ErrNoRows) {
		return false, fmt.Errorf("look up idempotency key: %w", err)
	}
	hash, herr := requestHash(op, authz.From(ctx), in)
	if herr != nil {
		return false, herr
	}
	if err != nil {
		return false, reserve(ctx, tx, key, hash)
	}
	if hash != kept.RequestHash {
		return false, badKey("This Idempotency-Key was already used for a different request.", "use a new key for a new request")
	}
	if err := json.Unmarshal([]byte(kept.Answer), body); err != nil {
		return false, fmt.Errorf("read the stored answer: %w", err)
	}
	return true, nil
}

func badKey(sentence, advice string) error {
	return &errs.Error{Kind: errs.Invalid, Message: sentence, Fields: []errs.Field{{Location: "header.Idempotency-Key", Message: advice}}}
}

// reserve takes the key before the act begins. When the same request comes in
// twice at once, the second waits here for the first, finds the key taken,
// starts over and replays.
func reserve(ctx context.Context, tx *sqldb.Tx, key, hash string) error {
	_, err := tx.Exec(ctx, `INSERT INTO idempotency_keys (user_id, idempotency_key, request_hash, answer, created_at) VALUES (?, ?, ?, '', ?)`,
		authz.From(ctx).ID, key, hash, tx.Now)
	if errors.Is(err, sqldb.ErrDuplicate) {
		return sqldb.Retry(err)
	}
	return err
}

// remember stores the answer in the act's own transaction.
func remember(ctx context.Context, tx *sqldb.Tx, key string, body any) error {
	answer, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("store the answer: %w", err)
	}
	_, err = tx.Exec(ctx, `UPDATE idempotency_keys SET answer = ? WHERE user_id = ? AND idempotency_key = ?`, string(answer), authz.From(ctx).ID, key)
	return err
}

// ForgetKeys deletes the answers that are older than KeepKeys.
func ForgetKeys(ctx context.Context, tx *sqldb.Tx) error {
	_, err := tx.Exec(ctx, `DELETE FROM idempotency_keys WHERE created_at < ?`, tx.Now.Add(-KeepKeys))
	return err
}
