// Package picture turns what a person uploads as a logo into a picture that is safe
// to store and to serve.
//
// Normalize reads a PNG, JPEG, GIF or WebP file, takes the square in its middle
// and returns a PNG of Size by Size pixels, drawn again: metadata (where a photo was
// taken, an editing history), colour profiles and whatever else a file had before,
// between or after its pixels do not survive.
//
// The first bytes decide which kind of file it is. A declared type is ignored, and
// Go's registry of image formats is not used, so that no import elsewhere can widen
// what is accepted.
//
// The result is always PNG. A photo would be several times smaller as JPEG, but
// logos are mostly drawings, which JPEG smears, and often transparent, which JPEG
// cannot be; and with one format there is one media type to store, send and test.
// MaxPNG bytes fit in a DynamoDB item of 400 KB.
//
// # What it may cost
//
// A file is refused by its header, before memory is allocated for its pixels, if
// it is above MaxBytes, MaxSide or the memory that decoding its kind takes.
// MaxMemory allows 4096 by 4096 pixels for every kind except interlaced PNG of 16
// bits a channel and progressive JPEG without subsampling or in CMYK (8 to 13
// megapixels). Scaling takes another 33 MiB at most, and the code tables of a
// lossless WebP crafted for it some 200 MB; a process with 1024 MB has enough for
// all. The largest pictures take half a second to one second of a full CPU.
//
// # The same in, the same out
//
// One build on one kind of processor gives the same bytes for the same file. An
// ETag can be a hash of them, but only of the stored bytes: another version of Go
// may compress differently.
package picture

// The limits.
const (
	// Size is the width and height of the result in pixels.
	Size = 256
	// MaxBytes is how long a file may be, in bytes.
	MaxBytes = 1 << 20
	// MaxSide is how wide and how high a picture may be, in pixels.
	MaxSide = 4096
	// MaxMemory bounds the bytes that decoding takes for pixels: twelve bytes for
	// each of 4096 by 4096.
	MaxMemory = 12 * MaxSide * MaxSide
	// MaxPNG bounds the length of the result in bytes: four bytes a pixel that do not
	// compress at all, one filter byte a row, and the frame around them.
	MaxPNG = 4*Size*Size + Size + 1024
	// MediaType is the media type of the result.
	MediaType = "image/png"
)
