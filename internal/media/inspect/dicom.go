package inspect

import (
	"bytes"
	"context"
	"encoding/binary"
)

// A DICOM file begins with 128 bytes for any use, then its mark, then elements
// of group 2, which say how the rest is written.
const (
	dicomPreamble = 128
	dicomStart    = dicomPreamble + 4
)

// harmlessPreamble reports whether the bytes before the mark are those that
// scanners write: nothing, or the beginning of a TIFF. Others could make the
// file a program as well as a picture.
func harmlessPreamble(head []byte) bool {
	b := head[:dicomPreamble]
	return len(bytes.Trim(b, "\x00")) == 0 || bytes.HasPrefix(b, []byte("II*\x00")) || bytes.HasPrefix(b, []byte("MM\x00*"))
}

// checkDICOM asks for the elements with which every DICOM file begins. Their
// length is the first of them, and the file must have more than that.
func checkDICOM(_ context.Context, s *source, _ Limits) (Report, error) {
	first, err := s.read(dicomStart, 12)
	if err != nil {
		return Report{}, err
	}
	if len(first) < 12 || !bytes.Equal(first[:8], []byte("\x02\x00\x00\x00UL\x04\x00")) {
		return Report{}, damaged()
	}
	if int64(binary.LittleEndian.Uint32(first[8:])) >= s.size-dicomStart-12 {
		return Report{}, damaged()
	}
	return Report{}, nil
}
