package picture_test

import (
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exif is an EXIF segment whose first directory has one entry before and one after the orientation.
func exif(order binary.AppendByteOrder, kind uint16, count uint32, orientation uint16) string {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	b = append(b, entry(order, 0x010f, 2, 4, 0x4142)...)
	b = append(b, entry(order, 0x0112, kind, count, orientation)...)
	b = append(b, entry(order, 0x0128, 3, 1, 2)...)
	return "Exif\x00\x00" + string(order.AppendUint32(b, 0))
}

func entry(order binary.AppendByteOrder, tag, kind uint16, count uint32, value uint16) []byte {
	b := order.AppendUint16(nil, tag)
	b = order.AppendUint16(b, kind)
	b = order.AppendUint32(b, count)
	b = order.AppendUint16(b, value)
	return order.AppendUint16(b, 0)
}

// turnedFiles are files of the flag in each kind that has EXIF, with this one.
func turnedFiles(t *testing.T, exif string) map[string][]byte {
	t.Helper()
	tiff := []byte(exif[len("Exif\x00\x00"):])
	drawing, photo := pngOf(t, landscape()), sample(t, webpLossless)
	const end, header = 12, 33 // the length of a PNG's last chunk, and where its first but one begins
	return map[string][]byte{
		"JPEG":               insert(jpegOf(t, landscape()), 2, segment(0xe1, exif)),
		"PNG":                insert(drawing, header, chunk("eXIf", tiff)),
		"PNG, behind":        insert(drawing, len(drawing)-end, chunk("eXIf", tiff)),
		"WebP":               extended(photo[12:], 24, 16, tiff),
		"WebP, as JPEG does": extended(photo[12:], 24, 16, []byte(exif)),
	}
}

// extended is a WebP file of these chunks with EXIF behind them (RFC 9649, section 2.7).
func extended(chunks []byte, width, height byte, exif []byte) []byte {
	riff := func(name string, data []byte) []byte {
		b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))) //nolint:gosec // short
		return append(append(b, data...), make([]byte, len(data)%2)...)
	}
	const hasExif = 1 << 3
	all := append([]byte("WEBP"), riff("VP8X", []byte{hasExif, 0, 0, 0, width - 1, 0, 0, height - 1, 0, 0})...)
	return riff("RIFF", append(append(all, chunks...), riff("EXIF", exif)...))
}

// TestTurnedFiles are files of another program, Pillow, which lie on their side and say so.
func TestTurnedFiles(t *testing.T) {
	for _, name := range []string{"turned.png", "turned.webp"} {
		body, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { wantQuarters(t, normalized(t, body), quarters{blue, red, white, green}) })
	}
}

// TestOrientation: the standard (TIFF 6.0, Orientation) says where the first row
// and the first column of what is stored are to be seen.
func TestOrientation(t *testing.T) {
	for orientation, want := range map[uint16]quarters{
		0: flag, 9: flag, 65535: flag, // no such orientation
		1: flag,
		2: {green, red, white, blue}, // top, right
		3: {white, blue, green, red}, // bottom, right
		4: {blue, white, red, green}, // bottom, left
		5: {red, blue, green, white}, // left, top
		6: {blue, red, white, green}, // right, top
		7: {white, green, blue, red}, // right, bottom
		8: {green, white, red, blue}, // left, bottom
	} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			t.Run(fmt.Sprint(orientation, order), func(t *testing.T) {
				for kind, turned := range turnedFiles(t, exif(order, 3, 1, orientation)) {
					t.Run(kind, func(t *testing.T) { wantQuarters(t, normalized(t, turned), want) })
				}
			})
		}
	}
}

// TestOrientationFollowsOtherSegments has XMP, which is an APP1 too, and fill
// bytes before it; a second EXIF does not count.
func TestOrientationFollowsOtherSegments(t *testing.T) {
	before := append(segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x/>"), 0xff, 0xff)
	before = append(before, segment(0xe1, exif(binary.BigEndian, 3, 1, 3))...)
	before = append(before, segment(0xe1, exif(binary.BigEndian, 3, 1, 6))...)
	turned := insert(jpegOf(t, landscape()), 2, before)
	wantQuarters(t, normalized(t, turned), quarters{white, blue, green, red})
}

// TestDamagedOrientation: a damaged EXIF segment leaves the picture as it is.
func TestDamagedOrientation(t *testing.T) {
	body := jpegOf(t, drawn(image.NewNRGBA(image.Rect(0, 0, 64, 64)), image.Point{}, 32, flag))
	whole := exif(binary.LittleEndian, 3, 1, 6)
	const valueAt = 6 + 8 + 2 + 12 + 8
	damaged := map[string]string{
		"another type":       exif(binary.LittleEndian, 4, 1, 6),
		"more than one":      exif(binary.LittleEndian, 3, 2, 6),
		"no byte order":      strings.Replace(whole, "II*", "XX*", 1),
		"two byte orders":    strings.Replace(whole, "II*\x00", "MM*\x00", 1),
		"a directory beyond": strings.Replace(whole, "\x08\x00\x00\x00", "\xff\xff\xff\xff", 1),
		"an endless one":     strings.Replace(whole[:valueAt-8], "\x03\x00\x0f", "\xff\xff\x0f", 1),
	}
	for n := range valueAt {
		damaged[fmt.Sprintf("cut at %d", n)] = whole[:n]
	}
	for name, data := range damaged {
		t.Run(name, func(t *testing.T) {
			wantQuarters(t, normalized(t, insert(body, 2, segment(0xe1, data))), flag)
			tiff := []byte(strings.TrimPrefix(data, "Exif\x00\x00"))
			wantQuarters(t, normalized(t, insert(pngOf(t, landscape()), 33, chunk("eXIf", tiff))), flag)
			wantQuarters(t, normalized(t, extended(sample(t, webpLossless)[12:], 24, 16, tiff)), flag)
		})
	}
}
