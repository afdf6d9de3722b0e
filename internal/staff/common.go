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
	return repeats([]rune(p))
}

// repeats reports whether one to three letters make up all of p, over and over.
func repeats(p []rune) bool {
	for n := 1; n <= 3 && n < len(p); n++ {
		same := true
		for i := n; i < len(p); i++ {
			same = same && p[i] == p[i-n]
		}
		if same {
			return true
		}
	}
	return false
}
