package httpapi

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// Secret is text that must not be written anywhere: it reads from JSON as
// typed and writes as asterisks, in logs too.
type Secret string

// String hides the text from logs.
func (Secret) String() string { return "***" }

// GoString hides the text from logs that show values as Go would write them.
func (Secret) GoString() string { return "***" }

// fingerprintKey lasts as long as the process: a fingerprint says nothing to
// whoever finds it written down.
var fingerprintKey = sync.OnceValue(func() []byte {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // never fails (documented)
	return key
})

// MarshalJSON hides the text but keeps two different ones apart, for
// comparing a request with its repetition.
func (s Secret) MarshalJSON() ([]byte, error) {
	mac := hmac.New(sha256.New, fingerprintKey())
	_, _ = mac.Write([]byte(s)) // never fails (documented)
	return []byte(`"***` + hex.EncodeToString(mac.Sum(nil)[:8]) + `"`), nil
}

// UnmarshalJSON reads the text as typed.
func (s *Secret) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	*s = Secret(text)
	return nil
}

// Schema describes a password field.
func (Secret) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "password"}
}
