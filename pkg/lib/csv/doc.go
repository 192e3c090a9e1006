// Package csv reads and writes tables as CSV (RFC 4180), the way people and their spreadsheets make and open them.
//
// # Reading
//
// Read takes UTF-8 and UTF-16, with or without a byte order mark; lines that end in CRLF, LF or CR; and cells separated
// by commas, semicolons or tabs: whichever the header has most of, or what a first line "sep=;" says. The header names
// the columns in any order, and in any case and punctuation: "First name" is first_name, "E-Mail" is email. Columns
// that nobody asked for are ignored and named. Lines without anything in them are skipped, but count as lines. The
// files in testdata are what each program writes.
//
// What cannot be UTF-8 is read as Windows-1252, or as Mac OS Roman if its lines end in CR alone. That is a guess, so
// the answer says which charset was read, for somebody to look at the accents. A file in which some characters are
// UTF-8 and others cannot be is refused: whichever was taken, some names would be wrong.
//
// A fault in one row is that row's error, and the other rows are still read. A fault that makes all rows doubtful (in
// the header, the encoding, or a quotation mark that swallows lines) fails the file; all faults are reported at once.
//
// A cell is kept as it is, spaces included, with two exceptions: a line break in it becomes LF, and the quote that
// guards it is removed (see below).
//
// # Writing
//
// Writer makes files that a spreadsheet opens without running anything in them (OWASP, CSV injection): a cell that
// would be taken for a formula gets a single quote in front. That is one that begins with = + - @ or their full-width
// forms, at once or after characters that cannot be seen. Because a spreadsheet set to another separator begins a cell
// there, the same is done after a semicolon, tab or line break inside a cell.
//
// Read removes such a quote again, so that an export reads back unchanged: an address like +ada@example.com is the same
// afterwards. The only exception is what CSV cannot hold: see Writer.Write. Negative numbers are guarded too.
package csv
