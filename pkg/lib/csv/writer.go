package csv

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Options are what a Writer may do otherwise than it does by itself.
type Options struct {
	// ByteOrderMark begins the file with U+FEFF. Excel takes a file without it for
	// the system's own encoding; most programs need none.
	ByteOrderMark bool
}

// Writer writes a table as CSV, row by row: separated by commas, each line ended
// by CRLF, quoted where needed, guarded against spreadsheets. It keeps no more
// than a few kilobytes.
type Writer struct {
	out   io.Writer
	csv   *csv.Writer
	mark  bool // to be written
	width int  // cells of the first row; 0 before it
	err   error
}

// NewWriter makes a Writer that writes to w.
func NewWriter(w io.Writer, o Options) *Writer {
	c := csv.NewWriter(w)
	c.UseCRLF = true
	return &Writer{out: w, csv: c, mark: o.ByteOrderMark}
}

// Write writes a row, the first one being the header. What comes back from Read
// is what was given but for this: line breaks of any kind in a cell come back as
// LF, and bytes that are no UTF-8, and NUL, as U+FFFD.
//
// It returns an error if the row has another number of cells than the first, and
// once anything could not be written; then every later call returns that same
// error.
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

// Flush writes what is still kept. It returns the first error there was.
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

// keep keeps the first error.
func (w *Writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// clean makes of a cell what CSV can hold.
func clean(cell string) string {
	const unknown = "\uFFFD"
	cell = strings.ReplaceAll(strings.ToValidUTF8(cell, unknown), "\x00", unknown)
	return strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
}
