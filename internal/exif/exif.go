// Package exif reads how a picture is to be held, as cameras note it in EXIF
// data, and walks through the parts of a JPEG.
package exif

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"golang.org/x/image/riff"
)

// mostEXIF is how many bytes of EXIF data are looked at.
const mostEXIF = 1 << 20

// Orientation reads how a picture is to be held, 1 to 8: 1, as it is, when it
// does not say or what it says is broken. format is jpeg, png or webp; others
// have no EXIF data.
func Orientation(f io.ReadSeeker, format string) int {
	find, ok := map[string]func(io.Reader) ([]byte, error){"jpeg": ofJPEG, "png": ofPNG, "webp": ofWebP}[format]
	if !ok {
		return 1
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 1
	}
	data, err := find(bufio.NewReaderSize(f, 64<<10))
	if err != nil {
		return 1 // what it says of itself is broken; its dots may be well
	}
	return orientation(data)
}

// orientation reads it from EXIF data.
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

// ofJPEG returns the EXIF data of a JPEG.
func ofJPEG(r io.Reader) (exif []byte, err error) {
	err = Segments(r, func(kind byte, data io.Reader) (bool, error) {
		const app1, scan = 0xe1, 0xda
		if kind != app1 {
			return kind != scan, nil
		}
		exif, err = io.ReadAll(data)
		return !bytes.HasPrefix(exif, []byte("Exif\x00\x00")), err
	})
	return exif, err
}

// ofPNG returns the EXIF data of a PNG, which may stand before or behind the
// picture.
func ofPNG(f io.Reader) ([]byte, error) {
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

// ofWebP returns the EXIF data of a WebP, which stands behind the picture.
func ofWebP(f io.Reader) ([]byte, error) {
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

// Segments visits the segments of a JPEG, until visit wants no more. kind is the
// second byte of a segment's marker.
func Segments(f io.Reader, visit func(kind byte, data io.Reader) (more bool, err error)) error {
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
