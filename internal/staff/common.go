package staff

import (
	_ "embed" // the list
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

//go:embed common-passwords.txt
var commonList string

// commonPasswords are the commonest passwords that are long enough to be taken,
// in lower case.
var commonPasswords = sync.OnceValue(func() map[string]struct{} {
	out := map[string]struct{}{}
	for line := range strings.Lines(commonList) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			out[line] = struct{}{}
		}
	}
	return out
})

// isCommon reports whether a password is among the commonest, in whatever case;
// or one short piece over and over, like aaaaaaaaaa and abcabcabcabc.
func isCommon(password string) bool {
	p := strings.ToLower(norm.NFC.String(password))
	if _, ok := commonPasswords()[p]; ok {
		return true
	}
	for n := 1; n <= 3 && n < len(p); n++ {
		if strings.HasPrefix(strings.Repeat(p[:n], len(p)/n+1), p) {
			return true
		}
	}
	return false
}
