package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// format is a kind of file that can be read. Both functions get a file that begins with the first bytes of that kind.
type format struct {
	name   string
	head   func([]byte) (head, error)
	pixels func([]byte) (image.Image, error)
}

// recognise finds the kind of file by its first bytes.
func recognise(b []byte) (format, error) {
	switch {
	case len(b) == 0:
		return format{}, fail(BadPicture, "must not be empty")
	case starts(b, "\x89PNG\r\n\x1a\n"):
		return format{"PNG", pngHead, pngPixels}, nil
	case starts(b, "\xff\xd8\xff"):
		return format{"JPEG", jpegHead, jpegPixels}, nil
	case starts(b, "GIF87a"), starts(b, "GIF89a"):
		return format{"GIF", gifHead, gifPixels}, nil
	case starts(b, "RIFF") && len(b) >= 12 && starts(b[8:], "WEBP"):
		return format{"WebP", webpHead, webpPixels}, nil
	}
	const must = "must be a PNG, JPEG, GIF or WebP picture"
	if other := otherKind(b); other != "" {
		return format{}, fail(UnsupportedType, must+", not %s", other)
	}
	return format{}, fail(UnsupportedType, must)
}

// otherKind names other kinds of files that people upload, so that they see why theirs is refused.
func otherKind(b []byte) string {
	text := bytes.ToLower(bytes.TrimLeft(b[:min(len(b), 1024)], "\xef\xbb\xbf \t\r\n"))
	switch {
	case bytes.Contains(text, []byte("<svg")):
		return "SVG"
	case len(b) >= 12 && starts(b[4:], "ftypavif"):
		return "AVIF"
	case len(b) >= 12 && (starts(b[4:], "ftyphei") || starts(b[4:], "ftyphev") || starts(b[4:], "ftypmif")):
		return "HEIC"
	case starts(b, "BM"):
		return "BMP"
	case starts(b, "II*\x00"), starts(b, "MM\x00*"):
		return "TIFF"
	case starts(b, "\x00\x00\x01\x00"):
		return "an icon file"
	case starts(b, "%PDF-"):
		return "PDF"
	}
	return ""
}

func starts(b []byte, magic string) bool { return bytes.HasPrefix(b, []byte(magic)) }

// damaged turns a decoder's error into an *invalid.Error. Some variants of PNG and
// JPEG are sound, but Go's decoders do not support them.
func damaged(name string, err error) error {
	var p png.UnsupportedError
	var j jpeg.UnsupportedError
	if errors.As(err, &p) || errors.As(err, &j) {
		return fail(UnsupportedType, "is a kind of %s that cannot be read (%v); save it again", name, err)
	}
	return fail(BadPicture, "cannot be read as %s: it is damaged or not complete (%v)", name, err)
}

func gifHead(b []byte) (head, error) {
	c, err := gif.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, damaged("GIF", err)
	}
	return headOf(c, 1+4), nil // an index for each pixel, and the canvas that a small frame is drawn on
}

// gifPixels is the first frame; gif.Decode reads no further.
func gifPixels(b []byte) (image.Image, error) {
	m, err := gif.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, damaged("GIF", err)
	}
	return m, nil
}

func pngHead(b []byte) (head, error) {
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, damaged("PNG", err)
	}
	// DecodeConfig has read the header, so it is there and sound.
	const depthAt, interlaceAt = 24, 28
	each := 4.0 // also for an index of a palette, which transparency can turn into a colour
	if b[depthAt] == 16 {
		each = 8
	}
	if b[interlaceAt] != 0 {
		each *= 2 // each of the seven passes is decoded into a picture first
	}
	h := headOf(c, each)
	h.orientation = exifOrientation(pngExif(b))
	return h, nil
}

func pngPixels(b []byte) (image.Image, error) {
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, damaged("PNG", err)
	}
	return m, nil
}

// webpHead refuses a file that is shorter than it says, because the decoder allocates as much memory as the file
// says, and an animation, which the decoder does not support.
func webpHead(b []byte) (head, error) {
	const headerSize, chunkAt, flagsAt, animated = 8, 12, 20, 1 << 1
	if size := binary.LittleEndian.Uint32(b[4:]); uint64(size) > uint64(len(b)-headerSize) {
		return head{}, fail(BadPicture, "is a WebP picture that is cut short")
	}
	if len(b) > flagsAt && starts(b[chunkAt:], "VP8X") && b[flagsAt]&animated != 0 {
		return head{}, fail(UnsupportedType, "must be a WebP picture that stands still, not an animation")
	}
	c, err := webp.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, damaged("WebP", err)
	}
	// Without loss, four bytes a pixel before and after the last transform; with
	// loss, the same for the transparency alone, then a pixel and a half more.
	h := headOf(c, 8+1+1.5)
	h.orientation = exifOrientation(webpExif(b))
	return h, nil
}

func webpPixels(b []byte) (image.Image, error) {
	m, err := webp.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, damaged("WebP", err)
	}
	return m, nil
}
