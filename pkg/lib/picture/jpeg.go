package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// maxScans bounds how many scans a progressive JPEG may have. Encoders write around ten. A hostile file of a mebibyte
// could hold tens of thousands, each of which walks all blocks for a handful of bytes.
const maxScans = 100

// jpegHead reads the header, and what image/jpeg does not report: how the pixels are
// coded, which decides what decoding costs, and which way is up.
func jpegHead(b []byte) (head, error) {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return head{}, damaged("JPEG", err)
	}
	// Inside a scan 0xff is followed by a zero, so this counts scans, and a few more at most in an embedded preview.
	if bytes.Count(b, []byte{0xff, markerSOS}) > maxScans {
		return head{}, fail(UnsupportedType, "is a JPEG picture in too many scans; save it again")
	}
	s := readSegments(b)
	each := s.samples
	if s.progressive {
		each += 4 * s.samples // the coefficients, kept until the last scan
	}
	if c.ColorModel == color.CMYKModel || c.ColorModel == color.RGBAModel {
		each += 4 // converted at the end
	}
	h := headOf(c, each)
	h.orientation = s.orientation
	return h, nil
}

func jpegPixels(b []byte) (image.Image, error) {
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, damaged("JPEG", err)
	}
	return m, nil
}

// The markers (ITU T.81, table B.1).
const (
	markerSOF0 = 0xc0
	markerSOF2 = 0xc2 // progressive
	markerRST0 = 0xd0
	markerRST7 = 0xd7
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP1 = 0xe1
)

// segments is what the segments before the first scan of a JPEG say.
type segments struct {
	progressive bool
	samples     float64 // for each pixel
	orientation int
}

// readSegments walks the segments up to the first scan as image/jpeg does, so that both see the same frame header. If
// it cannot read one, it assumes the kind that costs most.
func readSegments(b []byte) segments {
	s := segments{samples: 4}
	for b = b[2:]; ; {
		marker, rest := nextMarker(b)
		if marker == markerEOI || marker == markerSOS || len(rest) < 2 {
			return s
		}
		n := int(rest[0])<<8 | int(rest[1])
		if n < 2 || n > len(rest) {
			return s
		}
		s.read(marker, rest[2:n])
		b = rest[n:]
	}
}

// nextMarker skips fill bytes and stray ones, and returns the next marker and what
// follows it: zero and nothing at the end of the file.
func nextMarker(b []byte) (byte, []byte) {
	for {
		i := bytes.IndexByte(b, 0xff)
		if i < 0 {
			return 0, nil
		}
		for i < len(b) && b[i] == 0xff {
			i++
		}
		if i == len(b) {
			return 0, nil
		}
		marker := b[i]
		b = b[i+1:]
		if marker != 0 && (marker < markerRST0 || marker > markerRST7) {
			return marker, b
		}
	}
}

func (s *segments) read(marker byte, data []byte) {
	switch {
	case marker >= markerSOF0 && marker <= markerSOF2:
		s.progressive = marker == markerSOF2
		s.samples = samples(data)
	case marker == markerAPP1 && s.orientation == 0 && starts(data, exifMagic):
		s.orientation = exifOrientation(data[len(exifMagic):])
	}
}

// samples counts the samples for each pixel of a frame (ITU T.81, B.2.2): fewer than
// one for each component if there is subsampling.
func samples(frame []byte) float64 {
	const componentsAt, each = 6, 3
	var first, all float64
	for i := componentsAt; i+each <= len(frame); i += each {
		factors := frame[i+1]
		area := float64(factors>>4) * float64(factors&0x0f)
		if first == 0 {
			first = area
		}
		all += area
	}
	if first == 0 {
		return 4
	}
	return all / first
}
