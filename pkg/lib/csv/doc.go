// Package csv reads and writes tables as CSV (RFC 4180), the way people and their spreadsheets make and open them.
//
// # Reading
//
// Read takes UTF-8 and UTF-16, with or without a byte order mark; lines that end in CRLF, LF or CR; and cells separated
// by commas, semicolons or tabs: whichever the header has most of, or what a first line "sep=;" says. The header names
// the columns in any order, and in any case and punctuation: "First name" is first_name, "E-Mail" is email. Columns
// that nobody asked for are ignored. Lines without anything in them are skipped, but count as lines.
//
// What is wrong with one row is that row's error, and the other rows are read. What makes all of them doubtful (the
// header, the encoding, a quotation mark that swallows lines) fails the file, with everything found wrong at once.
//
// A cell is kept as it is, spaces and all, but for two things: a line break in it reads as LF, and the quote that
// guards it is taken away (below).
//
// # Writing
//
// Writer makes files that a spreadsheet opens without running anything in them (OWASP, CSV injection): a cell that
// would be taken for a formula gets a single quote in front. That is one that begins with = + - @ or their full-width
// forms, at once or after characters that cannot be seen. Because a spreadsheet set to another separator begins a cell
// there, the same goes for what follows a semicolon, tab or line break inside a cell.
//
// Read takes such a quote away again, so that what was exported comes back as it was: an address like +ada@example.com
// is the same afterwards. Only what CSV cannot hold is not: see Writer.Write. Negative numbers are guarded like
// everything else.
package csv

// The codes of what Read finds wrong.
const (
	NotText         = "not_utf8"         // neither UTF-8 nor UTF-16
	NULByte         = "nul_byte"         // which no text has
	NoHeader        = "no_header"        // the file is empty, or its first line names no known column
	MissingColumn   = "missing_column"   // of those asked for
	DuplicateColumn = "duplicate_column" // named twice
	UnbalancedQuote = "unbalanced_quote" // or one inside a cell that is not quoted
	TooFewFields    = "too_few_fields"   // in a row, than the columns asked for need
	TooManyFields   = "too_many_fields"  // in a row, than the header has, and not empty
	TooManyRows     = "too_many_rows"    // above the limit that Read was given
)
