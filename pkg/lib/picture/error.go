package picture

import "usher/pkg/lib/invalid"

// The codes of the errors that Normalize returns.
const (
	TooLarge        = "too_large"        // longer than MaxBytes
	UnsupportedType = "unsupported_type" // not PNG, JPEG, GIF or WebP, or a variant that cannot be read
	BadPicture      = "bad_picture"      // damaged, cut short, empty
	TooManyPixels   = "too_many_pixels"  // above MaxSide, or above MaxMemory once decoded
)

// fail returns why a file was refused. The message quotes nothing of the file.
func fail(code, format string, args ...any) error { return invalid.New(code, format, args...) }
