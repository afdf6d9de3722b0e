package code

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestNew(t *testing.T) {
	t.Parallel()
	if strings.ContainsAny(Alphabet, "ILO01") || len(Alphabet) != 31 {
		t.Errorf("the alphabet is %s", Alphabet)
	}
	count := map[rune]int{}
	const draws = 8000
	for range draws {
		c, err := New(rand.Reader, PatientLength)
		if err != nil || len(c) != PatientLength || strings.Trim(c, Alphabet) != "" {
			t.Fatalf("%q, %v", c, err)
		}
		for _, r := range c {
			count[r]++
		}
	}
	// Each character is as likely as any other: 1290 expected, give or take six deviations.
	for _, r := range Alphabet {
		if n := count[r]; n < 1290-215 || n > 1290+215 {
			t.Errorf("%c came %d times in %d", r, n, draws*PatientLength)
		}
	}
	if PatientLength != 5 || BillLength != 8 {
		t.Errorf("codes of %d and %d characters", PatientLength, BillLength)
	}
}

func TestNewNeedsChance(t *testing.T) {
	t.Parallel()
	if c, err := New(bytes.NewReader(make([]byte, 2)), 5); err == nil {
		t.Errorf("%q out of two bytes", c)
	}
	broken := errors.New("broken")
	if _, err := New(iotest.ErrReader(broken), 5); !errors.Is(err, broken) {
		t.Errorf("a broken source: %v", err)
	}
}
