package httpapi

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode"
)

// fieldMark stands between field and message in the text of an error of
// decode: the library passes on nothing but that text. JSON cannot hold it.
const fieldMark = "\x1f"

// decode reads JSON as json.Unmarshal does; its error names the field that
// cannot take its value, as a client knows it.
func decode(b []byte, v any) error {
	err := json.Unmarshal(b, v)
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	return errors.New(clientPath(wrong.Field) + fieldMark + "cannot be " + wrong.Value)
}

// clientPath drops the names of embedded Go structs: patient.Identity.phone
// is patient.phone to a client.
func clientPath(field string) string {
	var parts []string
	for p := range strings.SplitSeq(field, ".") {
		if p != "" && !unicode.IsUpper(rune(p[0])) {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ".")
}

// markedField returns where and what is wrong, from the text of an error of decode.
func markedField(location, message string) (string, string) {
	field, said, ok := strings.Cut(message, fieldMark)
	switch {
	case !ok:
		return location, message
	case field == "":
		return "body", said
	}
	return "body." + field, said
}
