package httpapi

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// Secret is text that must not be written anywhere: it reads from JSON as
// typed and writes as asterisks, in logs too.
type Secret string

// String hides the text from logs.
func (Secret) String() string { return "***" }

// MarshalJSON hides the text.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"***"`), nil }

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
