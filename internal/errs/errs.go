// Package errs holds the kinds of refusal the program knows. Every message is
// written for the person at the counter: it says what is wrong and what to do.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says why something was refused; the HTTP layer turns it into a status.
type Kind int

// The kinds of refusal.
const (
	Invalid         Kind = iota + 1 // 422: a field does not hold what it must
	NotFound                        // 404
	Conflict                        // 409: the record's state does not allow it
	Forbidden                       // 403
	Unauthenticated                 // 401
	TooMany                         // 429: wait, then try again
	TooLarge                        // 413
	Locked                          // 423: the session is locked
)

// Field is one offending input, located as `body.price`, `path.id` or `query.limit`.
type Field struct {
	Location string
	Message  string
}

// Error is a refusal with its kind, a sentence for the user and the fields at fault.
type Error struct {
	Kind    Kind
	Message string
	Fields  []Field
	// Current is the record as it stands, when a stale edit was refused.
	Current any
	// PossibleDuplicates lists the patients a check-in resembles.
	PossibleDuplicates any
	// LeaveNeeded is the patient for whose chart a reason must be given first.
	LeaveNeeded int64
	// Type tells programs apart refusals of one kind that need different answers; may be blank.
	Type string
	// RetryAfter is in seconds; only with TooMany.
	RetryAfter int
}

// Error returns the sentence for the user and the fields at fault.
func (e *Error) Error() string {
	s := e.Message
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Location, f.Message)
	}
	return s
}

// InvalidField refuses one field of the body; field is its JSON name.
func InvalidField(field, format string, args ...any) *Error {
	msg := fmt.Sprintf(format, args...)
	return &Error{Kind: Invalid, Message: "Please correct the marked field.", Fields: []Field{{"body." + field, msg}}}
}

// InvalidFields refuses several fields at once; it returns nil for none.
func InvalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	msg := "Please correct the marked fields."
	if len(fields) == 1 {
		msg = "Please correct the marked field."
	}
	return &Error{Kind: Invalid, Message: msg, Fields: fields}
}

// ForbiddenFields refuses fields of the body that the caller may not write.
func ForbiddenFields(names []string, why string) error {
	if len(names) == 0 {
		return nil
	}
	e := &Error{Kind: Forbidden, Message: "Some fields are not yours to change."}
	for _, n := range names {
		e.Fields = append(e.Fields, Field{"body." + n, why})
	}
	return e
}

// NotFoundf says that a record does not exist.
func NotFoundf(format string, args ...any) *Error {
	return &Error{Kind: NotFound, Message: fmt.Sprintf(format, args...)}
}

// Conflictf says that the state of a record does not allow the act.
func Conflictf(format string, args ...any) *Error {
	return &Error{Kind: Conflict, Message: fmt.Sprintf(format, args...)}
}

// Forbiddenf says that the caller may not do this.
func Forbiddenf(format string, args ...any) *Error {
	return &Error{Kind: Forbidden, Message: fmt.Sprintf(format, args...)}
}

// Unauthenticatedf says that the caller must sign in first.
func Unauthenticatedf(format string, args ...any) *Error {
	return &Error{Kind: Unauthenticated, Message: fmt.Sprintf(format, args...)}
}

// At adds the field at fault, by its JSON name in the body, and returns e.
func (e *Error) At(field, format string, args ...any) *Error {
	e.Fields = append(e.Fields, Field{"body." + field, fmt.Sprintf(format, args...)})
	return e
}

// Is reports whether err is a refusal of kind k.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// Under moves the fields of a refusal below part of the body: with "patient",
// body.name becomes body.patient.name. Other errors pass through.
func Under(part string, err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	for i, f := range e.Fields {
		if rest, ok := strings.CutPrefix(f.Location, "body."); ok {
			e.Fields[i].Location = "body." + part + "." + rest
		}
	}
	return err
}
