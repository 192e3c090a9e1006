package picture_test

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/gif"
	"runtime"
	"strings"
	"testing"

	"usher/pkg/lib/invalid"
	"usher/pkg/lib/picture"
)

func TestRefuses(t *testing.T) {
	good := pngOf(t, landscape())
	broken := bytes.Clone(good)
	broken[len(broken)-20] ^= 1
	emptyGIF := gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(image.Rect(0, 0, 8, 8), image.Point{}, 4, flag)}, Delay: []int{0}})
	copy(emptyGIF[6:], "\x00\x00\x00\x00")
	long := sample(t, webpLossy)
	copy(long[4:], "\xf0\xff\xff\x7f")
	longer := bytes.Clone(long)
	copy(longer[16:], "\xe0\xff\xff\x7f")
	tests := []struct {
		name string
		body []byte
		code invalid.Code
	}{
		{"nothing", nil, picture.BadPicture},
		{"text", []byte("hello"), picture.UnsupportedType},
		{"an archive", []byte("PK\x03\x04"), picture.UnsupportedType},
		{"HTML", []byte("<!doctype html><script>alert(1)</script>"), picture.UnsupportedType},
		{"a PNG after something else", append([]byte("GET"), good...), picture.UnsupportedType},
		{"another RIFF", []byte("RIFF\x24\x00\x00\x00WAVEfmt "), picture.UnsupportedType},
		{"half a RIFF header", []byte("RIFF\x24\x00\x00\x00WEB"), picture.UnsupportedType},
		{"an animated WebP", sample(t, webpAnimated), picture.UnsupportedType},
		{"only a PNG's signature", good[:8], picture.BadPicture},
		{"only a JPEG's signature", []byte("\xff\xd8\xff"), picture.BadPicture},
		{"only a GIF's signature", []byte("GIF89a"), picture.BadPicture},
		{"only a WebP's signature", []byte("RIFF\x04\x00\x00\x00WEBP"), picture.BadPicture},
		{"a PNG with a wrong checksum", broken, picture.BadPicture},
		{"a GIF of no size", emptyGIF, picture.BadPicture},
		{"a WebP that says it is 2 GB long", long, picture.BadPicture},
		{"a WebP whose chunk says so too", longer, picture.BadPicture},
		{"a JPEG of 12 bits", jpegOf12Bits(t), picture.UnsupportedType},
		{"a lossless JPEG", jpegHeader(0xc3, 8, 8, 0x11), picture.UnsupportedType},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantCode(t, tt.body, tt.code) })
	}
}

func jpegOf12Bits(t *testing.T) []byte {
	t.Helper()
	body := jpegOf(t, landscape())
	at := bytes.Index(body, []byte{0xff, 0xc0})
	body[at+4] = 12
	return body
}

// TestNames shows that the error names the kind of file that was chosen.
func TestNames(t *testing.T) {
	for name, body := range map[string]string{
		"SVG":          "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by -->\n<SVG xmlns='http://www.w3.org/2000/svg'/>",
		"HEIC":         "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
		"AVIF":         "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00",
		"BMP":          "BM\x00\x00",
		"TIFF":         "II*\x00\x08\x00\x00\x00",
		"PDF":          "%PDF-1.7\n",
		"an icon file": "\x00\x00\x01\x00\x01\x00",
	} {
		_, err := picture.Normalize([]byte(body))
		if err == nil || !strings.HasSuffix(err.Error(), ", not "+name) {
			t.Errorf("%s: %v", name, err)
		}
		wantCode(t, []byte(body), picture.UnsupportedType)
	}
}

// TestCutShort cuts files at every length. A decoder may be content with a file
// that has all its pixels and lacks its end; it never gives half a picture.
func TestCutShort(t *testing.T) {
	small := drawn(image.NewNRGBA(image.Rect(0, 0, 16, 16)), image.Point{}, 8, flag)
	for name, body := range map[string][]byte{
		"PNG":  pngOf(t, small),
		"JPEG": jpegOf(t, small),
		"GIF":  gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(small.Bounds(), image.Point{}, 8, flag)}, Delay: []int{0}}),
		"WebP": sample(t, webpLossy),
	} {
		t.Run(name, func(t *testing.T) {
			for n := 12; n < len(body)-2; n++ {
				if _, err := picture.Normalize(body[:n]); err != nil {
					wantCode(t, body[:n], picture.BadPicture)
				} else {
					wantQuarters(t, normalized(t, body[:n]), flag)
				}
			}
		})
	}
}

// TestNothingElseSurvives: the result is the same whatever else a file holds.
func TestNothingElseSurvives(t *testing.T) {
	const secret = "<script>alert(1)</script>"
	plainPNG, plainJPEG := pngOf(t, landscape()), jpegOf(t, landscape())
	plainGIF := gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(image.Rect(0, 0, 8, 8), image.Point{}, 4, flag)}, Delay: []int{0}})
	const afterIHDR = 8 + 25
	tests := []struct {
		name          string
		plain, loaded []byte
	}{
		{"HTML after a PNG", plainPNG, append(bytes.Clone(plainPNG), secret...)},
		{"an archive after a PNG", plainPNG, append(bytes.Clone(plainPNG), "PK\x03\x04evil.exePK\x05\x06"...)},
		{"text in a PNG", plainPNG, insert(plainPNG, afterIHDR, chunk("tEXt", []byte("Comment\x00"+secret)))},
		{"EXIF in a PNG", plainPNG, insert(plainPNG, afterIHDR, chunk("eXIf", []byte("II*\x00\x08\x00\x00\x00"+secret)))},
		{"a comment in a JPEG", plainJPEG, insert(plainJPEG, 2, segment(0xfe, secret))},
		{"XMP in a JPEG", plainJPEG, insert(plainJPEG, 2, segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret))},
		{"an archive after a JPEG", plainJPEG, append(bytes.Clone(plainJPEG), "PK\x03\x04evil.exePK\x05\x06"...)},
		{"HTML after a GIF", plainGIF, append(bytes.Clone(plainGIF), secret...)},
		{"HTML after a WebP", sample(t, webpLossy), append(sample(t, webpLossy), secret...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want, err := picture.Normalize(tt.plain)
			if err != nil {
				t.Fatal(err)
			}
			got, err := picture.Normalize(tt.loaded)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("the result is another one: %v", err)
			}
			bare(t, got)
		})
	}
}

func insert(b []byte, at int, what []byte) []byte {
	return append(append(bytes.Clone(b[:at]), what...), b[at:]...)
}

// TestByHeader refuses by the header, without taking memory for the pixels.
func TestByHeader(t *testing.T) {
	huge := gifOf(t, &gif.GIF{Image: []*image.Paletted{frame(image.Rect(0, 0, 8, 8), image.Point{}, 4, flag)}, Delay: []int{0}})
	copy(huge[6:], "\xff\xff\xff\xff")
	const most = picture.MaxSide
	tests := []struct {
		name string
		body []byte
		code invalid.Code
	}{
		{"a byte too long", make([]byte, picture.MaxBytes+1), picture.TooLarge},
		{"as long as may be", make([]byte, picture.MaxBytes), picture.UnsupportedType},
		{"PNG too high", pngHeader(most, most+1, 8, 0), picture.TooManyPixels},
		{"PNG too wide", pngHeader(most+1, 1, 8, 0), picture.TooManyPixels},
		{"PNG of 60000 by 60000", pngHeader(60000, 60000, 8, 0), picture.TooManyPixels},
		{"PNG of 2 G by 2 G", pngHeader(1<<31-1, 1<<31-1, 16, 0), picture.UnsupportedType},
		{"PNG of a negative size", pngHeader(1<<31, 1, 8, 0), picture.BadPicture},
		{"PNG of no width", pngHeader(0, 1, 8, 0), picture.BadPicture},
		{"PNG of 16 bits", pngHeader(most, most, 16, 0), picture.BadPicture},
		{"PNG of 16 bits, interlaced", pngHeader(most, most, 16, 1), picture.TooManyPixels},
		{"GIF of 65535 by 65535", huge, picture.TooManyPixels},
		{"JPEG of 65535 by 65535", jpegHeader(0xc0, 65535, 65535, 0x11), picture.TooManyPixels},
		{"JPEG of no height", jpegHeader(0xc0, 8, 0, 0x11), picture.BadPicture},
		{"JPEG, progressive, no subsampling", jpegHeader(0xc2, most, most, 0x11, 0x11, 0x11), picture.TooManyPixels},
		{"JPEG, progressive, CMYK", jpegHeader(0xc2, most, most, 0x11, 0x11, 0x11, 0x11), picture.TooManyPixels},
		{"JPEG, progressive, subsampled", jpegHeader(0xc2, most, most, 0x22, 0x11, 0x11), picture.BadPicture},
		{"JPEG, not progressive", jpegHeader(0xc0, most, most, 0x11, 0x11, 0x11), picture.BadPicture},
		{"JPEG, filled up and progressive", insert(jpegHeader(0xc2, most, most, 0x11, 0x11, 0x11), 20, []byte("\xff\xff\xff")), picture.TooManyPixels},
		{"WebP of 16384 by 16384", []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\xff\xff\xff\x0f\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"), picture.TooManyPixels},
		{"WebP canvas of 16 M by 1", []byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\xff\xff\xff\x00\x00\x00"), picture.TooManyPixels},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			const enough = 1 << 20
			if taken := allocated(func() { wantCode(t, tt.body, tt.code) }); taken > enough {
				t.Errorf("took %d bytes of memory", taken)
			}
		})
	}
}

func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestManyScans has a progressive JPEG go over its picture again and again.
func TestManyScans(t *testing.T) {
	body := sample(t, jpegProgressive)
	at := bytes.LastIndex(body, []byte{0xff, 0xda})
	last := body[at : len(body)-2]
	with := func(n int) []byte {
		return append(append(bytes.Clone(body[:at]), bytes.Repeat(last, n)...), 0xff, 0xd9)
	}
	if _, err := picture.Normalize(with(20)); err != nil {
		t.Errorf("a few scans more: %v", err)
	}
	wantCode(t, with(200), picture.UnsupportedType)
}

// TestMemory compares what decoding takes with the bytes for each pixel by which files are refused.
func TestMemory(t *testing.T) {
	const width, height, rest = 2048, 512, 7 << 20 // the rest is mostly for scaling
	progressive := sample(t, jpegProgressive)
	at := bytes.Index(progressive, []byte{0xff, 0xc2})
	copy(progressive[at+5:], []byte{height >> 8, height & 0xff, width >> 8, width & 0xff})
	tests := []struct {
		name string
		each float64
		body []byte
	}{
		{"PNG of 16 bits", 8, emptyPNG(t, width, height, 0, [][2]int{{width, height}})},
		{"PNG of 16 bits, interlaced", 16, emptyPNG(t, width, height, 1, adam7(width, height))},
		{"JPEG, progressive", 7.5, progressive}, // breaks off, with all memory taken
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			taken := allocated(func() { _, _ = picture.Normalize(tt.body) })
			if pixels := uint64(tt.each * width * height); taken > pixels+rest || taken < pixels*9/10 {
				t.Errorf("took %d KiB; its pixels are %d KiB", taken>>10, pixels>>10)
			}
		})
	}
}

// adam7 is the size of each pass of an interlaced picture (PNG, section 8.2) whose sides are multiples of eight.
func adam7(width, height int) [][2]int {
	return [][2]int{
		{width / 8, height / 8}, {width / 8, height / 8}, {width / 4, height / 8}, {width / 4, height / 4},
		{width / 2, height / 4}, {width / 2, height / 2}, {width, height / 2},
	}
}

// emptyPNG is a PNG of transparent pixels of 16 bits a channel.
func emptyPNG(t *testing.T, width, height uint32, interlace byte, passes [][2]int) []byte {
	t.Helper()
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	for _, pass := range passes {
		const filter, each = 1, 8
		if _, err := z.Write(make([]byte, pass[1]*(filter+each*pass[0]))); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	body := append(pngHeader(width, height, 16, interlace), chunk("IDAT", pixels.Bytes())...)
	body = append(body, chunk("IEND", nil)...)
	wantQuarters(t, normalized(t, body), quarters{none, none, none, none})
	return body
}
