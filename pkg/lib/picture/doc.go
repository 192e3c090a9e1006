// Package picture makes of what a person uploads as their logo a picture that is
// safe to keep and to serve.
//
// Normalize reads a PNG, JPEG, GIF or WebP file, takes the square in its middle
// and gives back a PNG of Size by Size pixels, drawn again: metadata (where a
// photo was taken, an editing history), colour profiles and whatever else a file
// had before, between or after its pixels do not survive.
//
// The kind of file is told from its first bytes; no declared type is believed
// and Go's registry of image formats is not asked, so no import elsewhere can
// widen what is accepted.
//
// The result is always PNG. A photo would be several times smaller as JPEG, but
// logos are mostly drawings, which JPEG smears, and often transparent, which it
// cannot be; and with one kind there is one media type to store, send and test.
// The bound of MaxPNG leaves room in a DynamoDB item of 400 KB.
//
// # What it may cost
//
// A file is refused by its header, before memory is taken for its pixels: above
// MaxBytes, MaxSide or the memory its kind of decoding takes. MaxMemory lets
// every kind have 4096 by 4096 pixels but interlaced PNG of 16 bits a channel
// and progressive JPEG without subsampling or in CMYK (8 to 13 megapixels).
// Scaling takes another 33 MiB at most, and the code tables of a lossless WebP
// that is made for it some 200 MB; with 1024 MB a process has enough for all.
// The largest pictures take half a second to one second of a full CPU.
//
// # The same in, the same out
//
// One build on one kind of processor gives the same bytes for the same file. An
// entity tag can be a hash of them, but of the bytes as kept: another version of
// Go may compress differently.
package picture

// The limits.
const (
	// Size is the width and height of the result in pixels.
	Size = 256
	// MaxBytes is how long a file may be.
	MaxBytes = 1 << 20
	// MaxSide is how wide and how high a picture may be, in pixels.
	MaxSide = 4096
	// MaxMemory bounds the bytes that decoding takes for pixels: twelve bytes for
	// each of 4096 by 4096.
	MaxMemory = 12 * MaxSide * MaxSide
	// MaxPNG bounds the length of the result: four bytes a pixel that would not
	// compress at all, one filter byte a row, and the frame around them.
	MaxPNG = 4*Size*Size + Size + 1024
	// MediaType is the result's.
	MediaType = "image/png"
)
