package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"talaan/internal/httpapi"
	"talaan/internal/talaantest"
)

// However a password is written, it cannot be read; what is stored of a request
// still tells two of them apart.
func TestSecretIsNotWritten(t *testing.T) {
	t.Parallel()
	type sign struct {
		UserID   string
		Password httpapi.Secret
	}
	in := sign{"doctor", "a canary password"}
	text, err := json.Marshal(in)
	talaantest.Must(t, err)
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("asked", "in", in, "password", in.Password)
	slog.New(slog.NewTextHandler(&b, nil)).Info("asked", "in", in, "password", in.Password)
	fmt.Fprintf(&b, "%v %+v %#v %s %q", in, in, in, in.Password, in.Password)
	if all := string(text) + b.String(); strings.Contains(all, "canary") || !strings.Contains(all, "doctor") {
		t.Errorf("written as %s", all)
	}
	other, err := json.Marshal(sign{"doctor", "another canary password"})
	talaantest.Must(t, err)
	again, err := json.Marshal(in)
	talaantest.Must(t, err)
	if bytes.Equal(text, other) || !bytes.Equal(text, again) {
		t.Errorf("two passwords are written as %s and %s, one as %s and %s", text, other, text, again)
	}
	var back sign
	talaantest.Must(t, json.Unmarshal([]byte(`{"UserID": "doctor", "Password": "a canary password"}`), &back))
	if back != in {
		t.Error("a password is not read as typed")
	}
}
