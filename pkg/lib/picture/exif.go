package picture

import (
	"bytes"
	"encoding/binary"
)

// exifMagic begins an EXIF segment of JPEG, and in the files of some programs that of WebP.
const exifMagic = "Exif\x00\x00"

// exifOrientation reads the orientation, 1 to 8, out of the first directory of EXIF, which is TIFF; 0 if there is none
// or it is damaged: a picture that lies on its side is better than none. Nothing else of EXIF is read.
func exifOrientation(tiff []byte) int {
	const headerSize = 8
	if len(tiff) < headerSize {
		return 0
	}
	order, ok := byteOrder(tiff)
	if !ok {
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	count := int(order.Uint16(tiff[at:]))
	return findOrientation(tiff[at+2:], count, order)
}

// byteOrder reads the first four bytes of TIFF.
func byteOrder(tiff []byte) (binary.ByteOrder, bool) {
	switch string(tiff[:4]) {
	case "II*\x00":
		return binary.LittleEndian, true
	case "MM\x00*":
		return binary.BigEndian, true
	}
	return nil, false
}

// findOrientation looks through a directory's entries: tag, type, count, value.
func findOrientation(entries []byte, count int, order binary.ByteOrder) int {
	const entrySize, tag, typeShort = 12, 0x0112, 3
	for ; count > 0 && len(entries) >= entrySize; count-- {
		if order.Uint16(entries) == tag {
			value := int(order.Uint16(entries[8:]))
			if order.Uint16(entries[2:]) != typeShort || order.Uint32(entries[4:]) != 1 || value < 1 || value > 8 {
				return 0
			}
			return value
		}
		entries = entries[entrySize:]
	}
	return 0
}

// pngExif is the content of a PNG's first eXIf chunk, wherever it is (PNG, third edition, 11.3.4.5).
func pngExif(b []byte) []byte {
	const signature, header, checksum = 8, 8, 4
	for b = b[signature:]; len(b) >= header+checksum; {
		n := uint64(binary.BigEndian.Uint32(b))
		if n > uint64(len(b)-header-checksum) {
			return nil
		}
		if string(b[4:header]) == "eXIf" {
			return b[header : header+n]
		}
		b = b[header+n+checksum:]
	}
	return nil
}

// webpExif is the content of a WebP file's first EXIF chunk, without what JPEG begins one with (RFC 9649, 2.7.1.5).
func webpExif(b []byte) []byte {
	const fileHeader, header = 12, 8
	for b = b[fileHeader:]; len(b) >= header; {
		n := uint64(binary.LittleEndian.Uint32(b[4:]))
		if n > uint64(len(b)-header) {
			return nil
		}
		if string(b[:4]) == "EXIF" {
			return bytes.TrimPrefix(b[header:header+n], []byte(exifMagic))
		}
		b = b[min(header+n+n%2, uint64(len(b))):]
	}
	return nil
}
