// Package invalid has the error for a value that a person typed or a file that they chose: what is wrong with it, as a
// code for programs and a sentence for that person. The caller adds which field held the value; package problem makes
// the response.
package invalid

import (
	"fmt"
	"strings"
)

// Error says what is wrong with one value.
type Error struct {
	Code Code
	// Message is for a person and follows the field's name, as in "must not be empty". It never quotes a password.
	Message string
	// Line is the line of a file, from 1; 0 if the value is not a file.
	Line int
	// Column is the name of a column of a file, if that is what is wrong.
	Column string
}

// New returns an Error. Without arguments the format is used as it is, so that a message may hold a percent sign.
func New(code Code, format string, args ...any) *Error {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	return &Error{Code: code, Message: format}
}

// Error returns the message, with the line if there is one.
func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return e.Message
}

// Errors says everything that is wrong with one value. It is never empty.
type Errors []*Error

// Error returns the messages, one on each line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}
