package picture

import "fmt"

// The codes of Error.
const (
	TooLarge        = "too_large"        // longer than MaxBytes
	UnsupportedType = "unsupported_type" // no PNG, JPEG, GIF or WebP, or a variant that cannot be read
	BadPicture      = "bad_picture"      // damaged, cut short, empty
	TooManyPixels   = "too_many_pixels"  // above MaxSide, or above MaxMemory once decoded
)

// Error says why a file was refused: a code for programs, a message for the
// person who chose the file. The message quotes no text out of the file.
type Error struct{ Code, Message string }

// Error is the message.
func (e *Error) Error() string { return e.Message }

func fail(code, format string, args ...any) error {
	return &Error{code, fmt.Sprintf(format, args...)}
}
