// Package code makes the short codes that people read aloud and type: patient
// codes on wristbands, bill codes on statements, laboratory codes on results.
package code

import (
	"fmt"
	"io"
)

// Alphabet leaves out I, L, O, 0 and 1, which are mistaken for each other.
const Alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

// Lengths of the codes, in characters of Alphabet.
const (
	PatientLength = 5
	BillLength    = 8
	LabLength     = 8
)

// New draws a code of n characters from random, each character equally likely.
func New(random io.Reader, n int) (string, error) {
	const limit = 256 - 256%len(Alphabet)
	out := make([]byte, 0, n)
	buf := make([]byte, n)
	for len(out) < n {
		if _, err := io.ReadFull(random, buf); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		for _, b := range buf {
			if int(b) < limit && len(out) < n {
				out = append(out, Alphabet[int(b)%len(Alphabet)])
			}
		}
	}
	return string(out), nil
}
