package staff

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238; what authenticators know
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The codes of RFC 6238 as every authenticator makes them: SHA-1, six digits,
// a new one each half minute.
const (
	totpStep        = 30 * time.Second
	totpDigits      = 6
	totpSecretBytes = 20
	// totpDrift is how many steps the clock of a telephone may be off.
	totpDrift = 1
)

var totpSecretText = base32.StdEncoding.WithPadding(base32.NoPadding)

// totpCode is the code of a time step.
func totpCode(secret []byte, step int64) string {
	var moving [8]byte
	binary.BigEndian.PutUint64(moving[:], uint64(step)) //nolint:gosec // steps count from 1970
	m := hmac.New(sha1.New, secret)
	m.Write(moving[:])
	sum := m.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

func stepAt(now time.Time) int64 { return now.Unix() / int64(totpStep/time.Second) }

// totpStepOf returns the step near now whose code this is and that is later
// than last; ok is false when there is none.
func totpStepOf(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	for d := int64(-totpDrift); d <= totpDrift; d++ {
		s := stepAt(now) + d
		if s > last && subtle.ConstantTimeCompare([]byte(totpCode(secret, s)), []byte(code)) == 1 {
			return s, true
		}
	}
	return 0, false
}

// totpURI is what an authenticator reads from a QR code.
func totpURI(secret []byte, issuer, account string) string {
	if issuer == "" {
		issuer = "Talaan"
	}
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	q := "secret=" + totpSecretText.EncodeToString(secret) + "&issuer=" + escape(issuer)
	return "otpauth://totp/" + escape(issuer) + ":" + escape(account) + "?" + q
}

// CodeOf is what an authenticator that was given the secret, in base32, shows
// at a moment.
func CodeOf(secret string, at time.Time) (string, error) {
	b, err := totpSecretText.DecodeString(secret)
	if err != nil {
		return "", fmt.Errorf("secret of an authenticator: %w", err)
	}
	return totpCode(b, stepAt(at)), nil
}
