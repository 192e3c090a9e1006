package picture

import "image"

// head is what a file says about its picture before any pixel is decoded.
type head struct {
	width, height int
	bytes         float64 // that decoding takes for each pixel, if nothing is freed before the end
	orientation   int     // as EXIF numbers it; 0 or 1 is upright
}

// validate refuses pictures that would take too much memory to decode.
func (h head) validate(name string) error {
	switch {
	case h.width <= 0 || h.height <= 0:
		return fail(BadPicture, "is a %s picture without any pixels", name)
	case h.width > MaxSide || h.height > MaxSide:
		return fail(TooManyPixels, "must be at most %d by %d pixels; it is %d by %d", MaxSide, MaxSide, h.width, h.height)
	case float64(h.width*h.height)*h.bytes > MaxMemory:
		return fail(TooManyPixels, "has too many pixels for a %s picture of its kind; make it smaller than %d megapixels",
			name, int(MaxMemory/h.bytes/1e6))
	}
	return nil
}

func headOf(c image.Config, bytes float64) head {
	return head{width: c.Width, height: c.Height, bytes: bytes}
}
