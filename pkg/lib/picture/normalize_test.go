package picture_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"math/rand/v2"
	"testing"

	"usher/pkg/lib/picture"
)

// TestFormats also shows that the middle square is taken: what is beside it is
// black.
func TestFormats(t *testing.T) {
	r, at := image.Rect(0, 0, 96, 64), image.Pt(16, 0)
	seen := quarters{red, green, blue, none}
	tests := []struct {
		name string
		body []byte
		want quarters
	}{
		{"PNG", pngOf(t, landscape()), flag},
		{"PNG, portrait", pngOf(t, drawn(image.NewNRGBA(image.Rect(0, 0, 64, 97)), image.Pt(0, 16), 32, flag)), flag},
		{"PNG with transparency", pngOf(t, drawn(image.NewNRGBA(r), at, 32, seen)), seen},
		{"PNG of 16 bits", pngOf(t, drawn(image.NewRGBA64(r), at, 32, flag)), flag},
		{"PNG of 16 bits with transparency", pngOf(t, drawn(image.NewNRGBA64(r), at, 32, seen)), seen},
		{"PNG with a palette", pngOf(t, frame(r, at, 32, flag)), flag},
		{"PNG with a palette and transparency", pngOf(t, frame(r, at, 32, seen)), seen},
		{"JPEG", jpegOf(t, landscape()), flag},
		{"JPEG, progressive", sample(t, jpegProgressive), flag},
		{"JPEG, CMYK", sample(t, jpegCMYK), flag},
		{"GIF", gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(r, at, 32, flag)}, Delay: []int{0}}), flag},
		{"GIF with transparency", gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(r, at, 32, seen)}, Delay: []int{0}}), seen},
		{"WebP, lossless", sample(t, webpLossless), flag},
		{"WebP, lossless with transparency", sample(t, webpLosslessAlpha), seen},
		{"WebP, lossy", sample(t, webpLossy), flag},
		{"WebP, lossy with transparency", sample(t, webpLossyAlpha), seen},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantQuarters(t, normalized(t, tt.body), tt.want) })
	}
}

func TestGray(t *testing.T) {
	dark, light := color.NRGBA{60, 60, 60, 255}, color.NRGBA{200, 200, 200, 255}
	want, r := quarters{dark, light, light, dark}, image.Rect(0, 0, 64, 64)
	for name, body := range map[string][]byte{
		"PNG of 8 bits":  pngOf(t, drawn(image.NewGray(r), image.Point{}, 32, want)),
		"PNG of 16 bits": pngOf(t, drawn(image.NewGray16(r), image.Point{}, 32, want)),
		"JPEG":           jpegOf(t, drawn(image.NewGray(r), image.Point{}, 32, want)),
	} {
		t.Run(name, func(t *testing.T) { wantQuarters(t, normalized(t, body), want) })
	}
}

func TestSizes(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 1}, {255, 257}, {256, 256}, {picture.MaxSide, 1}, {1, picture.MaxSide}} {
		t.Run(size.String(), func(t *testing.T) {
			m := image.NewNRGBA(image.Rectangle{Max: size})
			draw.Draw(m, m.Bounds(), image.NewUniform(blue), image.Point{}, draw.Src)
			wantQuarters(t, normalized(t, pngOf(t, m)), quarters{blue, blue, blue, blue})
		})
	}
}

// TestMiddle takes the one pixel in the middle of a line of them.
func TestMiddle(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 101, 1))
	draw.Draw(m, m.Bounds(), image.NewUniform(blue), image.Point{}, draw.Src)
	m.Set(50, 0, red)
	wantQuarters(t, normalized(t, pngOf(t, m)), quarters{red, red, red, red})
}

func TestFirstFrame(t *testing.T) {
	r := image.Rect(0, 0, 64, 64)
	first := frame(r, image.Point{}, 32, flag)
	second := frame(r, image.Point{}, 32, quarters{white, white, white, white})
	alone := gifOf(t, &gif.GIF{Image: []*image.Paletted{first}, Delay: []int{5}})
	both := gifOf(t, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{5, 5}})
	wantQuarters(t, normalized(t, both), flag)
	// The second frame is not even read: without most of it nothing changes.
	wantQuarters(t, normalized(t, both[:len(alone)+30]), flag)
}

// TestSmallFrame has a first frame that covers one quarter of the picture.
func TestSmallFrame(t *testing.T) {
	part := image.NewPaletted(image.Rect(16, 0, 48, 32), simple)
	draw.Draw(part, part.Bounds(), image.NewUniform(red), image.Point{}, draw.Src)
	body := gifOf(t, &gif.GIF{
		Image: []*image.Paletted{part}, Delay: []int{0},
		Config: image.Config{Width: 96, Height: 64, ColorModel: simple},
	})
	wantQuarters(t, normalized(t, body), quarters{red, none, none, none})
}

// TestWorstNoise is as long as a result gets: random pixels, half transparent.
func TestWorstNoise(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	m := image.NewNRGBA(image.Rect(0, 0, picture.Size, picture.Size))
	_, _ = random.Read(m.Pix)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] |= 0x80 // a darker colour of a lighter pixel would compress
	}
	normalized(t, pngOf(t, m))
}

// TestTwice: the same file gives the same bytes, and an opaque result is its own.
func TestTwice(t *testing.T) {
	for seed := range uint64(4) {
		random := rand.New(rand.NewPCG(seed, 0))
		m := image.NewNRGBA(image.Rect(0, 0, 1+random.IntN(300), 1+random.IntN(300)))
		for i := range m.Pix {
			m.Pix[i] = byte(random.Uint32())
			if i%4 == 3 {
				m.Pix[i] = 255
			}
		}
		body := pngOf(t, m)
		once, again := result(t, body), result(t, body)
		if !bytes.Equal(once, again) {
			t.Errorf("seed %d: the same file gave other bytes", seed)
		}
		if own := result(t, once); !bytes.Equal(once, own) {
			t.Errorf("seed %d: a result was changed by normalizing it", seed)
		}
	}
}

func result(t *testing.T, body []byte) []byte {
	t.Helper()
	out, err := picture.Normalize(body)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
