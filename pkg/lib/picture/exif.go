package picture

import "encoding/binary"

// exifOrientation reads the orientation, 1 to 8, out of the first directory of
// an EXIF segment; 0 if there is none or it is damaged: a picture that lies on its
// side is better than none. Nothing else of EXIF is read.
func exifOrientation(segment []byte) int {
	const magic, headerSize = "Exif\x00\x00", 8
	if !starts(segment, magic) || len(segment) < len(magic)+headerSize {
		return 0
	}
	tiff := segment[len(magic):]
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
