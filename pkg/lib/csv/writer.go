package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Writer writes a table as CSV, row by row: separated by commas, each line ended by CRLF, quoted where needed,
// guarded against spreadsheets. The file begins with a byte order mark, without which Excel reads it in the charset of
// the system. It buffers no more than a few kilobytes.
type Writer struct {
	out   io.Writer
	csv   *csv.Writer
	mark  bool // still to be written
	width int  // cells of the first row; 0 before it
	err   error
}

// NewWriter makes a Writer that writes to w.
func NewWriter(w io.Writer) *Writer {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &Writer{out: w, csv: c, mark: true}
}

// Write writes a row; the first one is the header. Read returns the same cells, except that line breaks of any kind
// come back as LF, and NUL and bytes that are not UTF-8 as U+FFFD.
//
// It returns an error if the row does not have as many cells as the first one, or
// if writing failed; then every later call returns that same error.
func (w *Writer) Write(cells ...string) error {
	w.begin()
	if w.width == 0 {
		w.width = len(cells)
	}
	if len(cells) == 0 || len(cells) != w.width {
		w.keep(fmt.Errorf("csv: a row of %d cells in a table of %d", len(cells), w.width))
	}
	if w.err != nil {
		return w.err
	}
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = guard(clean(cell))
	}
	w.keep(w.csv.Write(safe))
	return w.err
}

// Flush writes what is still buffered. It returns the first error of the Writer.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.csv.Flush()
		w.keep(w.csv.Error())
	}
	return w.err
}

// begin writes the mark, once.
func (w *Writer) begin() {
	if w.mark && w.err == nil {
		_, err := io.WriteString(w.out, markUTF8)
		w.keep(err)
		w.mark = false
	}
}

// keep stores the first error.
func (w *Writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// clean replaces what CSV cannot hold.
func clean(cell string) string {
	const unknown = "\uFFFD"
	cell = strings.ReplaceAll(strings.ToValidUTF8(cell, unknown), "\x00", unknown)
	return strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
}
