package picture

import (
	"bytes"
	"image"
	"image/png"
)

// Normalize makes a PNG of Size by Size pixels, at most MaxPNG bytes long, from a PNG, JPEG, GIF (its first frame) or
// WebP file. It takes the square in the middle, turns it upright if the file says how (EXIF; a GIF cannot), and
// scales it up or down; transparency is kept. It returns an *invalid.Error for anything else: see the codes.
func Normalize(body []byte) ([]byte, error) {
	if len(body) > MaxBytes {
		return nil, fail(TooLarge, "must be at most %d KiB long", MaxBytes>>10)
	}
	f, err := recognise(body)
	if err != nil {
		return nil, err
	}
	h, err := f.head(body)
	if err != nil {
		return nil, err
	}
	if err := h.validate(f.name); err != nil {
		return nil, err
	}
	m, err := f.pixels(body)
	if err != nil {
		return nil, err
	}
	canvas := image.Rect(0, 0, h.width, h.height)
	if !m.Bounds().In(canvas) || m.Bounds().Empty() {
		return nil, fail(BadPicture, "is a damaged %s picture: its size is not what it says", f.name)
	}
	return encode(turn(scale(m, square(canvas)), h.orientation)), nil
}

// encode cannot fail: writing to a buffer never does, and PNG allows the size.
// The best compression would save one per cent and take four times as long.
func encode(m *image.RGBA) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic("picture: " + err.Error())
	}
	return b.Bytes()
}
