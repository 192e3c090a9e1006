package csv

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// reader reads a text's records: lines, or several where a quoted cell has line
// breaks.
type reader struct {
	text text
	csv  *csv.Reader
}

func newReader(t text) *reader {
	c := csv.NewReader(strings.NewReader(t.content))
	c.Comma = t.separator
	c.FieldsPerRecord = -1 // counted by row, so that one row's is its own error
	c.ReuseRecord = true
	return &reader{t, c}
}

// record is one record with anything in it. Cells is nil if the quotes are not
// balanced, and at the end.
type record struct {
	cells    []string
	bad      *Error // unbalanced quotes
	swallows bool   // and which lines they take in is anyone's guess
}

// next reads the next record that has anything in it.
func (r *reader) next() record {
	for {
		cells, err := r.csv.Read()
		var parse *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return record{}
		case errors.As(err, &parse):
			return r.unbalanced(parse)
		case err != nil: // there is no other, reading from memory
			panic("csvrows: " + err.Error())
		}
		if len(withoutEmptyEnd(cells)) > 0 {
			return record{cells: cells}
		}
	}
}

func (r *reader) unbalanced(p *csv.ParseError) record {
	if p.Line > p.StartLine {
		return record{swallows: true, bad: &Error{p.StartLine, 0, UnbalancedQuote,
			"a quotation mark in the row that begins here takes in the lines below; close it, or double it if it is part of the text"}}
	}
	return record{bad: &Error{p.Line, r.text.character(p.Line, p.Column), UnbalancedQuote,
		"a quotation mark is out of place; quote a cell as a whole, and double the marks that are part of it"}}
}

// place is where a cell of the last record is.
func (r *reader) place(cell int) (line, column int) {
	line, byteColumn := r.csv.FieldPos(cell)
	return line, r.text.character(line, byteColumn)
}
