// Package csv reads and writes tables as CSV (RFC 4180), the way people and
// their spreadsheets make and open them.
//
// # Reading
//
// Read takes UTF-8 with or without a byte order mark, lines that end in CRLF, LF
// or CR, and cells separated by commas or, as a spreadsheet in much of Europe
// saves them, by semicolons; the header decides, or a first line "sep=;". The
// header names the columns in any order, and in any case and punctuation:
// "First name" is first_name, "E-Mail" is email. Lines without anything in them
// are skipped, but count as lines.
//
// What is wrong with one row is that row's error, and the other rows are read.
// What makes all of them doubtful (the header, the encoding, a quotation mark
// that swallows lines) fails the file, with everything found wrong at once.
//
// A cell is kept as it is, spaces and all, but for two things: a line break in
// it reads as LF, and the quote that guards it is taken away (below).
//
// # Writing
//
// Writer makes files that a spreadsheet opens without running anything in them
// (OWASP, CSV injection): a cell that would be taken for a formula gets a single
// quote in front. That is one that begins with = + - @ or their full-width
// forms, at once or after white space, or with a tab or line break. Because a
// spreadsheet set to another separator begins a cell there, the same goes for
// what follows a semicolon, tab or line break inside a cell.
//
// Read takes such a quote away again, so that what was exported comes back as it
// was: an address like +ada@example.com is the same afterwards. Only what CSV
// cannot hold is not: see Writer.Write. Negative numbers are guarded like
// everything else.
package csv
