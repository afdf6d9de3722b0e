package keyring_test

import (
	"bytes"
	"testing"

	"talaan/internal/keyring"
	"talaan/internal/talaantest"
)

func TestSeal(t *testing.T) {
	t.Parallel()
	r, err := keyring.New(bytes.Repeat([]byte{7}, 32))
	talaantest.Must(t, err)
	other, err := keyring.New(bytes.Repeat([]byte{8}, 32))
	talaantest.Must(t, err)
	text, row := []byte("a secret"), []byte("user 7")
	sealed, err := r.Seal("totp", text, row)
	talaantest.Must(t, err)
	again, err := r.Seal("totp", text, row)
	talaantest.Must(t, err)
	if sealed == again {
		t.Error("the same text is sealed alike twice")
	}
	if got, err := r.Open("totp", sealed, row); err != nil || !bytes.Equal(got, text) {
		t.Errorf("opened as %q, %v", got, err)
	}
	for what, open := range map[string]func() ([]byte, error){
		"in another row":      func() ([]byte, error) { return r.Open("totp", sealed, []byte("user 8")) },
		"for another purpose": func() ([]byte, error) { return r.Open("audit", sealed, row) },
		"with another secret": func() ([]byte, error) { return other.Open("totp", sealed, row) },
		"cut":                 func() ([]byte, error) { return r.Open("totp", sealed[:20], row) },
		"empty":               func() ([]byte, error) { return r.Open("totp", "", row) },
		"not text":            func() ([]byte, error) { return r.Open("totp", "!", row) },
	} {
		if got, err := open(); err == nil {
			t.Errorf("%s it opens as %q", what, got)
		}
	}
}
