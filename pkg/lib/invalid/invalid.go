// Package invalid is the one error for a value that a person typed or a file they chose: what is wrong with it, as a
// code for programs and a sentence for that person. Which field held the value is for the caller to add; package
// problem makes the answer.
package invalid

import (
	"fmt"
	"strings"
)

// The codes that more than one package uses.
const (
	Required   = "required"           // empty, or not there
	TooLong    = "too_long"           // in characters, bytes or items, as the message says
	Characters = "invalid_characters" // not UTF-8, or with characters that have no place in it
)

// Error is what is wrong with one value.
type Error struct {
	// Code is for programs: "required", "too_long".
	Code string
	// Message is for a person and follows the field's name, as in "must not be empty". It never quotes a password.
	Message string
	// Line is the line of a file, from 1; 0 for what is no file.
	Line int
}

// New makes an Error. The format is used only with arguments, so that a message may hold a percent sign.
func New(code, format string, args ...any) *Error {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	return &Error{Code: code, Message: format}
}

// Error is the message, with its line where there is one.
func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return e.Message
}

// Errors is everything that is wrong with one value; never empty.
type Errors []*Error

// Error is a line of text for each.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}
