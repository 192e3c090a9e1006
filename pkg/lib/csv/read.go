package csv

import "fmt"

// Row is a line of a file below its header, or several where a cell has line
// breaks.
type Row struct {
	Line   int               // in the file, from 1; the first of several
	Fields map[string]string // by Column.Name; if Err is not nil, what could be read
	Err    *Error            // what is wrong with this row; nil if nothing is
}

// Read reads a file that has these columns and at most limit rows. The error is
// an Errors and says why the file cannot be read at all: see the codes. What is
// wrong with a single row is in its Err.
//
// The caller bounds the body: at worst, where all of it is separators, Read
// allocates 150 bytes for each of its bytes, and some 600 more for each row.
func Read(body []byte, columns Columns, limit int) ([]Row, error) {
	t, errs := newText(body)
	if errs != nil {
		return nil, errs
	}
	r := newReader(t)
	names, errs := header(r, columns)
	if errs != nil {
		return nil, errs
	}
	var rows []Row
	for {
		next := r.next()
		switch {
		case next.swallows:
			return nil, Errors{next.bad}
		case next.bad == nil && next.cells == nil:
			return rows, nil
		}
		row := newRow(r, next, names)
		if len(rows) >= limit {
			return nil, fail(row.Line, 0, TooManyRows, "must have at most %d rows", limit)
		}
		rows = append(rows, row)
	}
}

// header reads the first line that has anything in it: the columns' names in the
// file's order.
func header(r *reader, columns Columns) ([]string, Errors) {
	first := r.next()
	switch {
	case first.bad != nil:
		return nil, Errors{first.bad}
	case first.cells == nil:
		return nil, fail(1, 0, NoHeader, "must begin with a line that names the columns: %s", columns)
	}
	return columns.bind(first.cells, r.place)
}

func newRow(r *reader, from record, names []string) Row {
	if from.bad != nil {
		return Row{Line: from.bad.Line, Err: from.bad}
	}
	line, _ := r.place(0)
	row := Row{Line: line, Fields: make(map[string]string, len(names)), Err: count(r, line, from.cells, len(names))}
	for i, name := range names[:min(len(names), len(from.cells))] {
		row.Fields[name] = unguard(from.cells[i])
	}
	return row
}

// count compares a row's cells with the header's. Empty ones too many are no
// error: spreadsheets write them.
func count(r *reader, line int, cells []string, want int) *Error {
	if len(cells) < want {
		return &Error{line, 0, TooFewFields, fmt.Sprintf("has %d of %d cells", len(cells), want)}
	}
	if cells = withoutEmptyEnd(cells); len(cells) > want {
		line, column := r.place(want)
		return &Error{line, column, TooManyFields,
			fmt.Sprintf("has %d cells instead of %d; quote a cell that has the separator in it", len(cells), want)}
	}
	return nil
}
