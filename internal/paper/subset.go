package paper

import (
	"encoding/binary"
	"slices"
)

// Parts of a TrueType font that drawing needs.
var fontTables = []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}

// Flags of a part of a composite glyph.
const (
	wordArguments  = 0x01
	oneScale       = 0x08
	moreParts      = 0x20
	twoScales      = 0x40
	fourScales     = 0x80
	tableEntrySize = 16
)

// subset returns the TrueType font with the drawings of the given glyphs only,
// so that a receipt need not carry thousands. The glyphs keep their numbers; those
// after the last one are cut off.
func subset(font []byte, ids []uint16) []byte {
	t := readTables(font)
	keep := withParts(t, ids)
	count := int(slices.Max(keep)) + 1
	glyf, loca := drawings(t, keep, count)

	t["glyf"], t["loca"] = glyf, loca
	t["head"] = slices.Clone(t["head"])
	binary.BigEndian.PutUint16(t["head"][50:], 1) // loca counts in 32 bits
	t["maxp"] = slices.Clone(t["maxp"])
	binary.BigEndian.PutUint16(t["maxp"][4:], uint16(count)) //nolint:gosec // no more than the font has
	t["hhea"] = slices.Clone(t["hhea"])
	if metrics := int(binary.BigEndian.Uint16(t["hhea"][34:])); metrics > count {
		binary.BigEndian.PutUint16(t["hhea"][34:], uint16(count)) //nolint:gosec // no more than the font has
		t["hmtx"] = t["hmtx"][:4*count]
	} else {
		t["hmtx"] = t["hmtx"][:4*metrics+2*(count-metrics)]
	}
	return writeTables(t)
}

// readTables finds the tables of a font by their names.
func readTables(font []byte) map[string][]byte {
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		entry := font[12+i*tableEntrySize:]
		from, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		out[string(entry[:4])] = font[from : from+size]
	}
	return out
}

// drawing returns how a glyph is drawn; nothing for a blank.
func drawing(t map[string][]byte, id uint16) []byte {
	loca, i := t["loca"], int(id)
	if binary.BigEndian.Uint16(t["head"][50:]) == 0 {
		return t["glyf"][2*int(binary.BigEndian.Uint16(loca[2*i:])) : 2*int(binary.BigEndian.Uint16(loca[2*i+2:]))]
	}
	return t["glyf"][binary.BigEndian.Uint32(loca[4*i:]):binary.BigEndian.Uint32(loca[4*i+4:])]
}

// withParts adds the sign for nothing and the glyphs that others are made of,
// as ñ is of n and a tilde.
func withParts(t map[string][]byte, ids []uint16) []uint16 {
	seen := map[uint16]bool{}
	todo := append([]uint16{0}, ids...)
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[id] {
			seen[id] = true
			todo = append(todo, parts(drawing(t, id))...)
		}
	}
	out := make([]uint16, 0, len(seen))
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// parts lists the glyphs that a composite drawing is made of.
func parts(d []byte) []uint16 {
	if len(d) < 2 || int16(binary.BigEndian.Uint16(d)) >= 0 { //nolint:gosec // a negative count of outlines marks a composite
		return nil
	}
	var out []uint16
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(d[at:])
		out = append(out, binary.BigEndian.Uint16(d[at+2:]))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreParts == 0 {
			return out
		}
	}
}

// drawings puts the drawings of the kept glyphs behind each other.
func drawings(t map[string][]byte, keep []uint16, count int) (glyf, loca []byte) {
	loca = make([]byte, 0, 4*(count+1))
	for id := range count {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // smaller than the font
		if _, ok := slices.BinarySearch(keep, uint16(id)); ok {
			glyf = append(glyf, drawing(t, uint16(id))...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	return glyf, binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // smaller than the font
}

// writeTables makes a font of its tables.
func writeTables(t map[string][]byte) []byte {
	var names []string
	for _, n := range fontTables {
		if len(t[n]) > 0 {
			names = append(names, n)
		}
	}
	binary.BigEndian.PutUint32(t["head"][8:], 0) // the sum of all is made without itself
	out := []byte{0, 1, 0, 0}
	power, log := 1, 0
	for power*2 <= len(names) {
		power, log = power*2, log+1
	}
	for _, n := range []int{len(names), power * tableEntrySize, log, (len(names) - power) * tableEntrySize} {
		out = binary.BigEndian.AppendUint16(out, uint16(n)) //nolint:gosec // of nine tables
	}
	from := len(out) + len(names)*tableEntrySize
	var body []byte
	for _, n := range names {
		out = append(out, n...)
		for _, v := range []uint32{sum(t[n]), uint32(from + len(body)), uint32(len(t[n]))} { //nolint:gosec // smaller than the font
			out = binary.BigEndian.AppendUint32(out, v)
		}
		body = append(body, t[n]...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	head := readTables(out)["head"]
	binary.BigEndian.PutUint32(head[8:], 0xB1B0AFBA-sum(out))
	return out
}

// sum adds up 32-bit words, as fonts check themselves.
func sum(b []byte) uint32 {
	var total uint32
	for len(b) >= 4 {
		total += binary.BigEndian.Uint32(b)
		b = b[4:]
	}
	var last [4]byte
	copy(last[:], b)
	return total + binary.BigEndian.Uint32(last[:])
}
