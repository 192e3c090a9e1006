package picture_test

import (
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"testing"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/picture"
)

// FuzzNormalize: every input gives an *invalid.Error or a picture of the one kind and size, and nothing panics.
func FuzzNormalize(f *testing.F) {
	small := drawn(image.NewNRGBA(image.Rect(0, 0, 8, 6)), image.Point{}, 3, flag)
	f.Add(pngOf(f, small))
	f.Add(pngOf(f, frame(small.Bounds(), image.Point{}, 3, flag)))
	f.Add(jpegOf(f, small))
	f.Add(insert(jpegOf(f, small), 2, segment(0xe1, exif(binary.LittleEndian, 3, 1, 6))))
	f.Add(insert(pngOf(f, small), 33, chunk("eXIf", []byte(exif(binary.LittleEndian, 3, 1, 6)[6:]))))
	f.Add(extended(sample(f, webpLossless)[12:], 24, 16, []byte(exif(binary.BigEndian, 3, 1, 6))))
	f.Add(gifOf(f, &gif.GIF{Image: []*image.Paletted{frame(small.Bounds(), image.Point{}, 3, flag)}, Delay: []int{0}}))
	for _, s := range []string{webpLossless, webpLosslessAlpha, webpLossy, webpLossyAlpha, webpAnimated, jpegProgressive, jpegCMYK} {
		f.Add(sample(f, s))
	}
	f.Add([]byte("<svg/>"))
	f.Add(pngHeader(60000, 60000, 8, 0))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := picture.Normalize(body)
		var e *invalid.Error
		switch {
		case err == nil:
			normalized(t, body)
		case !errors.As(err, &e) || e.Code == "" || e.Message == "":
			t.Errorf("%T: %v", err, err)
		}
	})
}
