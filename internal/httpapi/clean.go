package httpapi

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"talaan/internal/errs"
)

// Clean brings every text of a request to one form: surrounding blanks
// removed, Unicode composed (NFC), line ends as \n. It refuses control
// characters, text that is too long in that form, and required text that is
// blank, naming the field. Fields tagged
// `clean:"no"`, such as passwords, stay as typed.
func Clean(in any) error {
	v := reflect.ValueOf(in).Elem()
	var bad []errs.Field
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		where := "body"
		if q := f.Tag.Get("query"); q != "" {
			where = "query." + q
		}
		field, err := v.FieldByIndexErr(f.Index)
		if err == nil {
			cleanValue(field, f.Tag, where, nil, &bad)
		}
	}
	return errs.InvalidFields(bad)
}

// cleanBody cleans the named fields of a struct that was read from a body.
func cleanBody(fields any, names []string) error {
	var bad []errs.Field
	cleanValue(reflect.ValueOf(fields).Elem(), "", "body", names, &bad)
	return errs.InvalidFields(bad)
}

func cleanValue(v reflect.Value, tag reflect.StructTag, where string, only []string, bad *[]errs.Field) {
	switch v.Kind() {
	case reflect.String:
		if tag.Get("clean") != "no" {
			cleanText(v, tag, where, bad)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			cleanValue(v.Elem(), tag, where, only, bad)
		}
	case reflect.Slice:
		for i := range v.Len() {
			cleanValue(v.Index(i), tag, fmt.Sprintf("%s[%d]", where, i), nil, bad)
		}
	case reflect.Struct:
		cleanStruct(v, where, only, bad)
	default: // numbers and truth values hold no text
	}
}

// cleanStruct cleans the fields of a struct, only the named ones when any are.
func cleanStruct(v reflect.Value, where string, only []string, bad *[]errs.Field) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name := jsonName(f)
		switch {
		case f.Anonymous || (name == "" && f.Name == "Fields"):
			cleanValue(v.Field(i), f.Tag, where, only, bad)
		case name != "" && (only == nil || slices.Contains(only, name)):
			cleanValue(v.Field(i), f.Tag, where+"."+name, nil, bad)
		}
	}
}

func cleanText(v reflect.Value, tag reflect.StructTag, where string, bad *[]errs.Field) {
	s := v.String()
	clean := norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")))
	if strings.ContainsFunc(clean, func(r rune) bool {
		return (unicode.IsControl(r) && r != '\n' && r != '\t') || r == unicode.ReplacementChar || turnsText(r)
	}) {
		*bad = append(*bad, errs.Field{Location: where, Message: "has characters that cannot be stored; type it again without them"})
		return
	}
	if clean == "" && s != "" && (tag.Get("minLength") == "1" || tag.Get("need") == "create") {
		*bad = append(*bad, errs.Field{Location: where, Message: "must not be blank"})
		return
	}
	if most, err := strconv.Atoi(tag.Get("maxLength")); err == nil && utf8.RuneCountInString(clean) > most {
		// Some letters become two or three when they are composed.
		*bad = append(*bad, errs.Field{Location: where, Message: "must be at most " + strconv.Itoa(most) + " characters"})
		return
	}
	if clean != s {
		v.SetString(clean)
	}
}

// turnsText reports whether r makes the text after it run the other way, which
// can show a name as another one.
func turnsText(r rune) bool {
	return (r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069')
}
