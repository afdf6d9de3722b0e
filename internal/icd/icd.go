// Package icd knows ICD-10 codes and which department each belongs to. The
// longest mapping wins: I50.9, then I50, then I; a code with no mapping falls
// to the default department.
package icd

import (
	"regexp"
	"strings"

	"talaan/internal/errs"
)

var (
	codeForm    = regexp.MustCompile(`^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$`)
	mappingForm = regexp.MustCompile(`^[A-Z]([0-9]([0-9A-Z](\.[0-9A-Z]{1,4})?)?)?$`)
)

const codeAdvice = "must be a code like I50 or I50.9: a letter, two digits, then perhaps a dot and up to four more"

// Normalise brings a code to its one form: i509 becomes I50.9. A text that is
// no ICD-10 code is errs.Invalid on body.icd_code.
func Normalise(code string) (string, error) {
	c := shape(code)
	if !codeForm.MatchString(c) {
		return "", errs.InvalidField("icd_code", codeAdvice)
	}
	return c, nil
}

// normaliseMapping does the same for a mapping, which may be the mere beginning of a code.
func normaliseMapping(code string) (string, error) {
	c := shape(code)
	if !mappingForm.MatchString(c) {
		return "", errs.InvalidField("icd_code", "must be a code or the beginning of one, like I50.9, I50 or I")
	}
	return c, nil
}

// shape writes code in capitals, without blanks, with a dot after the third
// character, and with nothing left hanging after it.
func shape(code string) string {
	return strings.TrimSuffix(prefixShape(code), ".")
}

// prefixShape is shape for a text that someone is still typing.
func prefixShape(code string) string {
	c := strings.ToUpper(strings.Join(strings.Fields(code), ""))
	if runes := []rune(c); len(runes) > 3 && runes[3] != '.' {
		return string(runes[:3]) + "." + string(runes[3:])
	}
	return c
}

// Prefixes lists the mapping codes that fit a normalised code, longest first:
// I50.9, I50, I5, I.
func Prefixes(code string) []string {
	var out []string
	for n := len(code); n > 0; n-- {
		if p := code[:n]; !strings.HasSuffix(p, ".") {
			out = append(out, p)
		}
	}
	return out
}
