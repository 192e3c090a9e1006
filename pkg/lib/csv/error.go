package csv

import (
	"fmt"
	"strings"
)

// The codes of Error.
const (
	NotUTF8         = "not_utf8"         // another encoding, named where it can be told
	NULByte         = "nul_byte"         // which no text has
	NoHeader        = "no_header"        // the file is empty, or its first line names no known column
	MissingColumn   = "missing_column"   // of those asked for
	UnknownColumn   = "unknown_column"   // not one of those asked for
	DuplicateColumn = "duplicate_column" // named twice
	TooManyColumns  = "too_many_columns" // above 64
	UnbalancedQuote = "unbalanced_quote" // or one inside a cell that is not quoted
	TooFewFields    = "too_few_fields"   // in a row, than the header has
	TooManyFields   = "too_many_fields"  // in a row, than the header has, and not empty
	TooManyRows     = "too_many_rows"    // above the limit that Read was given
)

// Error says what is wrong with a file or a row, and where.
type Error struct {
	Line    int    // in the file, from 1, with blank lines counted
	Column  int    // the character in that line, from 1; 0 where the whole line is meant
	Code    string // for programs
	Message string // for the person who made the file
}

// Error is the place and the message.
func (e *Error) Error() string {
	if e.Column > 0 {
		return fmt.Sprintf("line %d, character %d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// Errors is all that makes a file one that cannot be read; never empty.
type Errors []*Error

// Error is one line for each.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find an *Error.
func (e Errors) Unwrap() []error {
	all := make([]error, len(e))
	for i, one := range e {
		all[i] = one
	}
	return all
}

func fail(line, column int, code, format string, args ...any) Errors {
	return Errors{{line, column, code, fmt.Sprintf(format, args...)}}
}

// clip keeps a message from echoing what is long or cannot be seen.
func clip(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
