package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"talaan/internal/errs"
)

// Page is the part of a list that a client asks for.
type Page struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items at the most"`
	Cursor string `query:"cursor" maxLength:"500" doc:"Where to go on: the next of the previous answer"`
}

// After reads the cursor into key, which stays as it is when there is none.
func (p Page) After(key any) error {
	if p.Cursor == "" {
		return nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(text, key)
	}
	if err != nil {
		return &errs.Error{
			Kind: errs.Invalid, Message: "This list cannot go on from there; load it again from the start.",
			Fields: []errs.Field{{Location: "query.cursor", Message: "is not a cursor that this list gave"}},
		}
	}
	return nil
}

// List is a page of items, and where the next page begins.
type List[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" doc:"Pass it as cursor to get the next items; null at the end"`
}

// NewList makes a page of at most limit items out of limit+1 rows; key returns
// what the next page needs to know of the last item.
func NewList[T any](rows []T, limit int, key func(T) any) (List[T], error) {
	if rows == nil {
		rows = []T{}
	}
	if len(rows) <= limit {
		return List[T]{Items: rows}, nil
	}
	rows = rows[:limit]
	text, err := json.Marshal(key(rows[limit-1]))
	if err != nil {
		return List[T]{}, fmt.Errorf("make a cursor: %w", err)
	}
	next := base64.RawURLEncoding.EncodeToString(text)
	return List[T]{Items: rows, Next: &next}, nil
}

// Whole makes a list that has no further page.
func Whole[T any](rows []T) List[T] {
	if rows == nil {
		rows = []T{}
	}
	return List[T]{Items: rows}
}

// ByID is the input of an operation on one record.
type ByID struct {
	ID int64 `path:"id" minimum:"1" doc:"The record's id"`
}

// Given returns a moment of a query, nil when it was not given.
func Given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
