package staff

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"talaan/internal/keyring"
)

// deviceCookie tells a browser in which users have signed in before from all
// others: wrong passwords that are tried elsewhere do not keep them out of it.
// It holds a random name of the browser and, for each of those users, proof that
// it was this program who put them there. It signs nobody in.
const deviceCookie = "talaan_device"

const (
	deviceUsers = 16 // the latest who signed in are kept
	deviceBytes = 16
	deviceAge   = 180 * 24 * time.Hour
)

// device is a browser as its cookie shows it.
type device struct {
	name   string
	proofs []string // the latest user first
}

// readDevice reads what a cookie says; nothing is proved by that.
func readDevice(cookie string) device {
	parts := strings.Split(cookie, ".")
	if len(parts) < 2 || len(parts) > deviceUsers+1 || len(parts[0]) != base64.RawURLEncoding.EncodedLen(deviceBytes) {
		return device{}
	}
	return device{parts[0], parts[1:]}
}

// proof shows that the user has signed in with the browser of this name.
func proof(keys *keyring.Ring, name, userID string) string {
	m := hmac.New(sha256.New, keys.Key("devices"))
	_, _ = fmt.Fprintf(m, "%s %s", name, userID) // never fails (documented)
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:deviceBytes])
}

// knows reports whether the user has signed in with this browser before.
func (d device) knows(keys *keyring.Ring, userID string) bool {
	if d.name == "" {
		return false
	}
	want := proof(keys, d.name, userID)
	return slices.ContainsFunc(d.proofs, func(p string) bool { return hmac.Equal([]byte(p), []byte(want)) })
}

// with returns the browser after the user has signed in with it.
func (d device) with(keys *keyring.Ring, random io.Reader, userID string) (device, error) {
	if d.name == "" {
		b := make([]byte, deviceBytes)
		if _, err := io.ReadFull(random, b); err != nil {
			return d, fmt.Errorf("draw the name of a browser: %w", err)
		}
		d.name = base64.RawURLEncoding.EncodeToString(b)
	}
	own := proof(keys, d.name, userID)
	others := slices.DeleteFunc(slices.Clone(d.proofs), func(p string) bool { return p == own })
	d.proofs = append([]string{own}, others[:min(len(others), deviceUsers-1)]...)
	return d, nil
}

// cookie is what the browser keeps.
func (d device) cookie(overTLS bool) string {
	//nolint:gosec // Secure exactly when the page came over TLS: a LAN may have none
	c := http.Cookie{
		Name: deviceCookie, Value: d.name + "." + strings.Join(d.proofs, "."), Path: "/api/v1", MaxAge: int(deviceAge / time.Second),
		HttpOnly: true, Secure: overTLS, SameSite: http.SameSiteStrictMode,
	}
	return c.String()
}
