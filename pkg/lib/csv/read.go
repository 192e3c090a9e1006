package csv

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"usher/pkg/lib/invalid"
)

// Row is a line of a file below its header, or several where a cell has line breaks.
type Row struct {
	Line   int               // in the file, from 1; the first of several
	Fields map[string]string // by Column.Name; if Err is not nil, what could be read
	Err    *invalid.Error    // what is wrong with this row; nil if nothing is
}

// File is what Read found.
type File struct {
	Rows    []Row
	Charset Charset  // that its bytes were read in
	Ignored []string // columns that were not asked for, as the header names them
	Missing []string // optional columns that are not there, by Column.Name
}

// Read reads a file that has these columns and at most limit rows. The error is an invalid.Errors and says why the
// file as a whole cannot be read: see the codes. An error in a single row is in its Err. The caller bounds the body.
func Read(body []byte, columns Columns, limit int) (*File, error) {
	text, charset, wrong := Text(body)
	if wrong != nil {
		return nil, invalid.Errors{wrong}
	}
	r := newReader(text)
	h, errs := r.header(columns)
	if errs != nil {
		return nil, errs
	}
	file := &File{Charset: charset, Ignored: h.ignored, Missing: h.missing}
	for {
		next := r.next()
		switch {
		case next.swallows || h.swallows(next, string(r.csv.Comma)):
			return nil, invalid.Errors{Swallows(next.line)}
		case next.bad == nil && next.cells == nil:
			return file, nil
		case len(file.Rows) >= limit:
			return nil, invalid.Errors{fail(next.line, invalid.TooManyRows, "must have at most %d rows", limit)}
		}
		file.Rows = append(file.Rows, h.row(next))
	}
}

// reader reads a text's records: lines, or several where a quoted cell has line breaks.
type reader struct{ csv *csv.Reader }

func newReader(text string) reader {
	rest, sep := separator(text)
	c := csv.NewReader(strings.NewReader(rest))
	c.Comma = rune(sep)
	c.FieldsPerRecord = -1 // counted per row, so that a wrong number is that row's error only
	c.ReuseRecord = true
	return reader{c}
}

// record is one record that is not empty. Cells is nil if the quotes are not balanced, and at the end.
type record struct {
	line     int
	cells    []string
	bad      *invalid.Error // unbalanced quotes
	swallows bool           // and it cannot be known which lines they take in
}

// next reads the next record that is not empty.
func (r reader) next() record {
	for {
		cells, err := r.csv.Read()
		var parse *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return record{}
		case errors.As(err, &parse):
			return unbalanced(parse)
		case err != nil: // cannot happen when reading from memory
			panic("csv: " + err.Error())
		}
		if len(withoutEmptyEnd(cells)) > 0 {
			line, _ := r.csv.FieldPos(0)
			return record{line: line, cells: cells}
		}
	}
}

func unbalanced(p *csv.ParseError) record {
	if p.Line > p.StartLine {
		return record{line: p.StartLine, swallows: true, bad: Swallows(p.StartLine)}
	}
	return record{line: p.Line, bad: fail(p.Line, invalid.UnbalancedQuote,
		"a quotation mark is out of place; quote a cell as a whole, and double the marks that are part of it")}
}

// Swallows is the error of a row with a quotation mark that takes in lines below it. Read finds the mark that is never
// closed; a caller whose cells never have line breaks may find the one that another row happens to close.
func Swallows(line int) *invalid.Error {
	return fail(line, invalid.UnclosedQuote, "a quotation mark in the row that begins here takes in the lines below; "+
		"close it, or double it if it is part of the text")
}

// swallows reports a record of several lines that has taken in other rows: its number of cells is wrong, or a cell that
// nobody asked for holds as many separators as a row.
func (h header) swallows(from record, separator string) bool {
	got := len(from.cells)
	wrong := got < h.need || len(withoutEmptyEnd(from.cells)) > len(h.names)
	for i, cell := range from.cells {
		free := len(h.names) > 1 && i < len(h.names) && h.names[i] == ""
		if strings.Contains(cell, "\n") && (wrong || free && strings.Count(cell, separator) >= len(h.names)-1) {
			return true
		}
	}
	return false
}

// header reads the first line that is not empty.
func (r reader) header(columns Columns) (header, invalid.Errors) {
	first := r.next()
	switch {
	case first.bad != nil:
		return header{}, invalid.Errors{first.bad}
	case first.cells == nil:
		return header{}, invalid.Errors{
			fail(1, invalid.NoHeader, "must begin with a line that names the columns: %s", columns)}
	}
	return columns.bind(first.cells, first.line)
}

// row files a record's cells under the names of their columns. Surplus cells that are empty are not an error, since
// spreadsheets write them.
func (h header) row(from record) Row {
	row := Row{Line: from.line, Err: from.bad}
	if from.bad != nil {
		return row
	}
	row.Fields = make(map[string]string, len(h.names))
	for i, name := range h.names {
		switch {
		case name != "" && i < len(from.cells):
			row.Fields[name] = unguard(from.cells[i])
		case name != "" && i >= h.need:
			row.Fields[name] = "" // Excel leaves out the last cells of a row if the rows around it have none either
		}
	}
	if got := len(from.cells); got < h.need {
		row.Err = fail(from.line, invalid.TooFewFields, "has %d of %d cells", got, h.need)
	} else if got = len(withoutEmptyEnd(from.cells)); got > len(h.names) {
		row.Err = fail(from.line, invalid.TooManyFields,
			"has %d cells instead of %d; quote a cell that has the separator in it", got, len(h.names))
	}
	return row
}
