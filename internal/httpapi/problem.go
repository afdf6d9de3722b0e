package httpapi

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"talaan/internal/authz"
	"talaan/internal/errs"
)

// FieldError is one offending input of a request.
type FieldError struct {
	Location string `json:"location" doc:"Where it is, like body.price or path.id"`
	Message  string `json:"message" doc:"What is wrong and how to mend it"`
}

// Problem is every answer that is not a success (RFC 9457, application/problem+json).
type Problem struct { //nolint:errname // RFC 9457 calls it a problem
	Type               string       `json:"type,omitempty" enum:"urn:talaan:code-needed,urn:talaan:locked,urn:talaan:password-change-needed,urn:talaan:password-needed,urn:talaan:restoring,urn:talaan:second-factor-needed" doc:"Which refusal it is, when the client has to do something about it: ask for the code of the second factor, for the PIN or password of a locked session, for a new password, for the password because the PIN does not unlock any more, set up the second factor, or wait until a backup is restored"`
	Title              string       `json:"title" doc:"The status in words"`
	Status             int          `json:"status"`
	Detail             string       `json:"detail" doc:"What happened and what to do, for the user"`
	Errors             []FieldError `json:"errors" doc:"The fields at fault"`
	RequestID          string       `json:"request_id,omitempty" doc:"Names this request in the server's log"`
	Current            any          `json:"current,omitempty" doc:"The record as it stands now, when an edit was stale"`
	PossibleDuplicates any          `json:"possible_duplicates,omitempty" doc:"Patients that a check-in resembles"`
	LeaveNeeded        int64        `json:"leave_needed,omitempty" doc:"Id of the patient whose chart is outside of one's duty: say why with POST /patients/{id}/break-glass, then ask again"`

	retryAfter int
}

// Error returns the sentence for the user.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes the answer application/problem+json.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders tells a client that was asked to wait for how long.
func (p *Problem) GetHeaders() http.Header {
	if p.retryAfter == 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.Itoa(p.retryAfter)}}
}

var statusOf = map[errs.Kind]int{
	errs.Invalid:         http.StatusUnprocessableEntity,
	errs.NotFound:        http.StatusNotFound,
	errs.Conflict:        http.StatusConflict,
	errs.Forbidden:       http.StatusForbidden,
	errs.Unauthenticated: http.StatusUnauthorized,
	errs.TooMany:         http.StatusTooManyRequests,
	errs.TooLarge:        http.StatusRequestEntityTooLarge,
	errs.Locked:          http.StatusLocked,
}

// problemFrom turns the error of a handler into the answer. What is not a
// refusal is logged whole and answered with nothing of the inside.
func problemFrom(log *slog.Logger, by authz.Caller, op string, err error) *Problem {
	var e *errs.Error
	if !errors.As(err, &e) {
		log.Error("request failed", "operation", op, "request_id", by.RequestID, "user", by.UserID, "error", err)
		return &Problem{
			Title: http.StatusText(http.StatusInternalServerError), Status: http.StatusInternalServerError, RequestID: by.RequestID,
			Errors: []FieldError{},
			Detail: "Something went wrong on the server; nothing was saved. Try again, and tell the administrator the request number if it persists.",
		}
	}
	status := statusOf[e.Kind]
	p := &Problem{
		Type: e.Type, Title: http.StatusText(status), Status: status, Detail: e.Message, RequestID: by.RequestID,
		Errors: []FieldError{}, Current: e.Current, PossibleDuplicates: e.PossibleDuplicates, LeaveNeeded: e.LeaveNeeded, retryAfter: e.RetryAfter,
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldError(f))
	}
	return p
}

// newProblem is huma's way to refuse a request before it reaches a handler.
func newProblem(status int, msg string, causes ...error) huma.StatusError {
	p := &Problem{Title: http.StatusText(status), Status: status, Detail: msg, Errors: []FieldError{}}
	for _, c := range causes {
		var d huma.ErrorDetailer
		if errors.As(c, &d) {
			p.Errors = append(p.Errors, fieldError(d.ErrorDetail()))
		} else if c != nil {
			p.Errors = append(p.Errors, FieldError{Location: "body", Message: "cannot be read: " + c.Error()})
		}
	}
	if status == http.StatusUnprocessableEntity {
		p.Detail = "Please correct the marked fields."
	}
	if status == http.StatusRequestEntityTooLarge {
		p.Detail = "The request is too large."
	}
	return p
}

// fieldError locates a missing field at itself, not at the object it is missing from.
func fieldError(d *huma.ErrorDetail) FieldError {
	location, message := markedField(d.Location, d.Message)
	f := FieldError{Location: location, Message: inWords(message)}
	if rest, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		name, _, _ := strings.Cut(rest, " ")
		f.Location += "." + name
	}
	return f
}

// words are the validator's terse messages, by how they begin, and what to say
// instead; %s is the rest of the message.
var words = []struct{ begins, say string }{
	{"expected required property ", "is required"},
	{"unexpected property", "is not a field of this request"},
	{"expected length >= 1", "must not be empty"},
	{"expected length >= ", "must be at least %s characters"},
	{"expected length <= ", "must be at most %s characters"},
	{"expected array length >= ", "must have at least %s items"},
	{"expected array length <= ", "must have at most %s items"},
	{"expected number >= ", "must be %s or more"},
	{"expected number <= ", "must be %s or less"},
	{"expected value to be one of ", "must be one of %s"},
	{"expected string to be RFC 3339 date-time", "must be a moment like 2026-06-15T10:00:00Z"},
	{"invalid date/time", "must be a moment like 2026-06-15T10:00:00Z"},
	{"expected string to be RFC 3339 date", "must be a date like 2026-06-15"},
	{"expected string to be ", "must be %s"},
	{"expected number", "must be a number"},
	{"expected integer", "must be a whole number"},
	{"expected boolean", "must be true or false"},
	{"expected string", "must be text"},
	{"expected array", "must be a list"},
	{"expected object", "must be an object"},
	{"invalid integer", "must be a whole number"},
	{"invalid boolean", "must be true or false"},
}

// inWords rewrites the validator's messages for the person who typed.
func inWords(msg string) string {
	for _, w := range words {
		if rest, ok := strings.CutPrefix(msg, w.begins); ok {
			if w.begins == "expected length >= 1" && rest != "" { // >= 10, for example
				continue
			}
			return strings.ReplaceAll(w.say, "%s", strings.Trim(rest, `"`))
		}
	}
	return msg
}
