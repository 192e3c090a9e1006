package picture

import (
	"image"

	"golang.org/x/image/draw"
)

// square returns the square in the middle of a rectangle; of two middles the upper or left one.
func square(r image.Rectangle) image.Rectangle {
	side := min(r.Dx(), r.Dy())
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}

// scale draws a part of a picture at the result's size. Where the picture does not
// cover that part, as the first frame of a GIF may not, the result is transparent.
func scale(m image.Image, part image.Rectangle) *image.RGBA {
	if !part.In(m.Bounds()) {
		canvas := image.NewRGBA(part)
		draw.Draw(canvas, part, m, part.Min, draw.Src)
		m = canvas
	}
	result := image.NewRGBA(image.Rect(0, 0, Size, Size))
	draw.CatmullRom.Scale(result, result.Bounds(), m, part, draw.Src, nil)
	return result
}

// turn turns a square upright that was stored in this EXIF orientation. This comes
// last, when there are few pixels left to turn.
func turn(m *image.RGBA, orientation int) *image.RGBA {
	from := source(orientation)
	if from == nil {
		return m
	}
	upright := image.NewRGBA(m.Bounds())
	for y := range Size {
		for x := range Size {
			upright.SetRGBA(x, y, m.RGBAAt(from(x, y)))
		}
	}
	return upright
}

// source returns a function that finds a pixel of the upright picture in the stored
// one; nil if the two are the same.
func source(orientation int) func(x, y int) (int, int) {
	const last = Size - 1
	switch orientation {
	case 2:
		return func(x, y int) (int, int) { return last - x, y }
	case 3:
		return func(x, y int) (int, int) { return last - x, last - y }
	case 4:
		return func(x, y int) (int, int) { return x, last - y }
	case 5:
		return func(x, y int) (int, int) { return y, x }
	case 6:
		return func(x, y int) (int, int) { return y, last - x }
	case 7:
		return func(x, y int) (int, int) { return last - y, last - x }
	case 8:
		return func(x, y int) (int, int) { return last - y, x }
	}
	return nil
}
