package staff

import (
	_ "embed" // the list
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

//go:embed common-passwords.txt
var commonList string

// commonPasswords are the commonest passwords, and the words that they are made
// of, in lower case.
var commonPasswords = sync.OnceValue(func() map[string]struct{} {
	out := map[string]struct{}{}
	for line := range strings.Lines(commonList) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = struct{}{}
		}
	}
	return out
})

// isCommon reports whether a password is among the commonest, in whatever case:
// one of the list; one with digits and signs after it, or twice; or one to three
// letters over and over.
func isCommon(password string) bool {
	p := strings.ToLower(norm.NFC.String(password))
	word := strings.TrimRight(p, "0123456789!@#$%^&*()-_=+.,:;?/ ")
	half := p[:len(p)/2]
	for _, w := range []string{p, word} {
		if _, ok := commonPasswords()[w]; ok {
			return true
		}
	}
	if _, ok := commonPasswords()[half]; ok && p == half+half {
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
