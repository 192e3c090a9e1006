package picture

import "usher/pkg/lib/invalid"

// The codes of the errors that Normalize returns.
const (
	TooLarge        = invalid.TooLarge        // longer than MaxBytes
	UnsupportedType = invalid.UnsupportedType // not PNG, JPEG, GIF or WebP, or a variant that cannot be read
	BadPicture      = invalid.BadPicture      // damaged, cut short, empty
	TooManyPixels   = invalid.TooManyPixels   // above MaxSide, or above MaxMemory once decoded
)

// fail returns why a file was refused. The message quotes nothing of the file.
func fail(code invalid.Code, format string, args ...any) error {
	return invalid.New(code, format, args...)
}
