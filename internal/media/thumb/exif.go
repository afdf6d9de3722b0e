package thumb

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"golang.org/x/image/riff"
)

// mostEXIF is how many bytes of EXIF data are looked at.
const mostEXIF = 1 << 20

// orientation reads from EXIF data how the picture is to be held: 1 to 8, and 1
// when they do not say.
func orientation(exif []byte) int {
	exif = bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))
	var order binary.ByteOrder = binary.BigEndian
	switch {
	case bytes.HasPrefix(exif, []byte("II*\x00")):
		order = binary.LittleEndian
	case !bytes.HasPrefix(exif, []byte("MM\x00*")):
		return 1
	}
	if len(exif) < 8 {
		return 1
	}
	at := uint64(order.Uint32(exif[4:]))
	if at+2 > uint64(len(exif)) {
		return 1
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < 12 {
			return 1
		}
		tag, kind, value := order.Uint16(entries), order.Uint16(entries[2:]), order.Uint16(entries[8:])
		if tag == 0x0112 && kind == 3 && value >= 1 && value <= 8 {
			return int(value)
		}
		entries = entries[12:]
	}
	return 1
}

// jpegEXIF returns the EXIF data of a JPEG.
func jpegEXIF(r io.Reader) (exif []byte, err error) {
	err = segments(r, func(kind byte, data io.Reader) (bool, error) {
		const app1, scan = 0xe1, 0xda
		if kind != app1 {
			return kind != scan, nil
		}
		exif, err = io.ReadAll(data)
		return !bytes.HasPrefix(exif, []byte("Exif\x00\x00")), err
	})
	return exif, err
}

// pngEXIF returns the EXIF data of a PNG, which may stand before or behind the
// picture.
func pngEXIF(f io.Reader) ([]byte, error) {
	r := bufio.NewReader(f)
	_, err := r.Discard(8)
	for err == nil {
		var head [8]byte
		if _, err = io.ReadFull(r, head[:]); err != nil {
			break
		}
		length := int64(binary.BigEndian.Uint32(head[:]))
		if string(head[4:]) == "eXIf" {
			return io.ReadAll(io.LimitReader(r, min(length, mostEXIF)))
		}
		_, err = io.CopyN(io.Discard, r, length+4) // and a checksum
	}
	return nil, err
}

// webpEXIF returns the EXIF data of a WebP, which stands behind the picture.
func webpEXIF(f io.Reader) ([]byte, error) {
	_, r, err := riff.NewReader(f)
	for err == nil {
		var id riff.FourCC
		var data io.Reader
		if id, _, data, err = r.Next(); err == nil && string(id[:]) == "EXIF" {
			return io.ReadAll(io.LimitReader(data, mostEXIF))
		}
	}
	return nil, err
}

// isProgressive reports whether a JPEG comes in passes.
func isProgressive(r io.Reader) (is bool, err error) {
	err = segments(r, func(kind byte, _ io.Reader) (bool, error) {
		is = kind == 0xc2
		return kind < 0xc0 || kind > 0xc3, nil
	})
	return is, err
}

// segments visits the segments of a JPEG, until visit wants no more.
func segments(f io.Reader, visit func(kind byte, data io.Reader) (more bool, err error)) error {
	r := bufio.NewReader(f)
	if _, err := r.Discard(2); err != nil { // the start of the image
		return err
	}
	for {
		kind, err := marker(r)
		if err != nil {
			return err
		}
		if kind == 0x01 || kind >= 0xd0 && kind <= 0xd7 { // these stand alone
			continue
		}
		var length [2]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return err
		}
		data := io.LimitReader(r, int64(binary.BigEndian.Uint16(length[:]))-2)
		more, err := visit(kind, data)
		if err != nil || !more {
			return err
		}
		if _, err := io.Copy(io.Discard, data); err != nil {
			return err
		}
	}
}

// marker returns the kind of the next marker; like the decoder it passes over
// what stands between markers.
func marker(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		for err == nil && b == 0xff {
			if b, err = r.ReadByte(); err == nil && b != 0xff && b != 0 {
				return b, nil
			}
		}
		if err != nil {
			return 0, err
		}
	}
}
