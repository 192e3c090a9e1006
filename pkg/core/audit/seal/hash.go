package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"usher/pkg/store"
)

// What is hashed begins with what it is, so that the hash of one thing is never
// that of another.
const (
	eventDomain = "usher event 2"
	sealDomain  = "usher seal 1"
)

// digest is SHA-256 over the parts, each behind its length as eight bytes, the
// highest first: no two lists of parts are hashed alike.
func digest(parts ...[]byte) []byte {
	h := sha256.New()
	for _, part := range parts {
		_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part)))) // never fails
		_, _ = h.Write(part)
	}
	return h.Sum(nil)
}

// EventHash is the SHA-256 of an audit event as it is stored: of its key and the bytes of its JSON; 32 bytes. Of what
// is not stored as an event is, it covers the key alone, and differs from that of any event.
func EventHash(item store.Item) []byte {
	e, ok := item.AuditEvent()
	parts := [][]byte{[]byte(eventDomain), []byte(e.PK), []byte(e.SK)}
	if ok {
		parts = append(parts, []byte(e.JSON))
	}
	return digest(parts...)
}

// Hash is what a seal's hash has to be: the SHA-256 of the organization, number,
// previous hash and time, and of each event's id and hash in their order.
func Hash(s *store.Seal) []byte {
	number := binary.BigEndian.AppendUint64(nil, uint64(s.Number)) //nolint:gosec // a bit pattern
	parts := [][]byte{[]byte(sealDomain), []byte(s.Org), number, s.Previous, []byte(s.At.String())}
	for _, e := range s.Events {
		parts = append(parts, []byte(e.ID), e.Hash)
	}
	return digest(parts...)
}

// first is what the first seal has for the hash of the one before.
func first() []byte { return make([]byte, sha256.Size) }

// Witness is a seal's number and hash as they were logged, kept where the
// table's writers cannot reach.
type Witness struct {
	Number int64
	Hash   []byte // 32 bytes
}

// ParseWitness reads "12:<64 hexadecimal digits>".
func ParseWitness(text string) (Witness, error) {
	number, hash, _ := strings.Cut(text, ":")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 {
		return Witness{}, fmt.Errorf("seal: witness %q: the number before the colon must be 1 or more", text)
	}
	decoded, err := hex.DecodeString(hash)
	if err != nil || len(decoded) != sha256.Size {
		return Witness{}, fmt.Errorf("seal: witness %q: the hash behind the colon must be %d hexadecimal digits",
			text, 2*sha256.Size)
	}
	return Witness{n, decoded}, nil
}

// String is the text that ParseWitness reads.
func (w Witness) String() string {
	return strconv.FormatInt(w.Number, 10) + ":" + hex.EncodeToString(w.Hash)
}
