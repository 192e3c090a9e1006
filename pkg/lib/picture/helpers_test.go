package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/picture"
)

var (
	red   = color.NRGBA{255, 0, 0, 255}
	green = color.NRGBA{0, 255, 0, 255}
	blue  = color.NRGBA{0, 0, 255, 255}
	white = color.NRGBA{255, 255, 255, 255}
	none  = color.NRGBA{} // transparent
)

// quarters are the colours of a square's quarters: upper left and right, lower left and right.
type quarters [4]color.NRGBA

var flag = quarters{red, green, blue, white}

// drawn draws quarters of quarter by quarter pixels onto m, from the corner at.
func drawn[T draw.Image](m T, at image.Point, quarter int, q quarters) T {
	draw.Draw(m, m.Bounds(), image.Black, image.Point{}, draw.Src)
	for i, c := range q {
		corner := at.Add(image.Pt(i%2*quarter, i/2*quarter))
		r := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(quarter, quarter))}
		draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return m
}

// landscape is a flag of 64 by 64 pixels with black to its left and right.
func landscape() *image.NRGBA {
	return drawn(image.NewNRGBA(image.Rect(0, 0, 96, 64)), image.Pt(16, 0), 32, flag)
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gifOf(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var simple = color.Palette{color.Black, red, green, blue, white, none}

func frame(r image.Rectangle, at image.Point, quarter int, q quarters) *image.Paletted {
	return drawn(image.NewPaletted(r, simple), at, quarter, q)
}

// normalized checks what is true for every result, and returns its pixels.
func normalized(t testing.TB, body []byte) image.Image {
	t.Helper()
	out, err := picture.Normalize(body)
	if err != nil {
		t.Fatalf("Normalize: %v", err)
	}
	if len(out) > picture.MaxPNG {
		t.Errorf("result of %d bytes is above MaxPNG", len(out))
	}
	bare(t, out)
	m, err := png.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, picture.Size, picture.Size) {
		t.Errorf("bounds are %v", m.Bounds())
	}
	return m
}

// bare checks that a PNG has its header, its pixels, its end, and nothing else.
func bare(t testing.TB, out []byte) {
	t.Helper()
	const signature, length, kind, frameSize = 8, 4, 4, 12
	chunks, rest := "", out[signature:]
	for len(rest) >= frameSize {
		n := int(binary.BigEndian.Uint32(rest))
		name := string(rest[length : length+kind])
		if name != "IDAT" || chunks == "IHDR" {
			chunks += name
		}
		rest = rest[frameSize+n:]
	}
	if chunks != "IHDRIDATIEND" || len(rest) != 0 {
		t.Errorf("the result has chunks %s and %d bytes behind them", chunks, len(rest))
	}
}

// wantQuarters looks at the middle of each quarter; JPEG and lossy WebP may be off by a little.
func wantQuarters(t testing.TB, m image.Image, want quarters) {
	t.Helper()
	const near, far = picture.Size / 4, 3 * picture.Size / 4
	for i, p := range []image.Point{{near, near}, {far, near}, {near, far}, {far, far}} {
		got := color.NRGBAModel.Convert(m.At(p.X, p.Y)).(color.NRGBA)
		if want[i].A == 0 && got.A == 0 {
			continue
		}
		if !close8(got.R, want[i].R) || !close8(got.G, want[i].G) || !close8(got.B, want[i].B) || got.A != want[i].A {
			t.Errorf("quarter %d at %v is %v, want %v", i, p, got, want[i])
		}
	}
}

func close8(a, b uint8) bool {
	const off = 24
	return max(a, b)-min(a, b) <= off
}

// wantCode normalizes and checks that it is refused by this code.
func wantCode(t testing.TB, body []byte, code invalid.Code) {
	t.Helper()
	out, err := picture.Normalize(body)
	var e *invalid.Error
	if !errors.As(err, &e) {
		t.Fatalf("Normalize gave %d bytes and %v, want %s", len(out), err, code)
	}
	if e.Code != code || e.Message == "" || e.Error() != e.Message || out != nil {
		t.Errorf("code %s (%s), want %s", e.Code, e.Message, code)
	}
}

// chunk is a chunk of a PNG.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data))) //nolint:gosec // short
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngHeader is the start of a PNG of RGBA pixels, up to where they would begin.
func pngHeader(width, height uint32, depth, interlace byte) []byte {
	data := binary.BigEndian.AppendUint32(nil, width)
	data = binary.BigEndian.AppendUint32(data, height)
	const rgba = 6
	data = append(data, depth, rgba, 0, 0, interlace)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", data)...)
}

// segment is a segment of a JPEG.
func segment(marker byte, data string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2)) //nolint:gosec // short
	return append(b, data...)
}

// jpegHeader is the start of a JPEG of this frame kind and these sampling factors, up to where its scans would begin.
func jpegHeader(kind byte, width, height uint16, factors ...byte) []byte {
	b := append([]byte{0xff, 0xd8}, segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")...)
	frame := binary.BigEndian.AppendUint16([]byte{8}, height)
	frame = binary.BigEndian.AppendUint16(frame, width)
	frame = append(frame, byte(len(factors)))
	for i, f := range factors {
		frame = append(frame, byte(i+1), f, 0)
	}
	return append(b, segment(kind, string(frame))...)
}
