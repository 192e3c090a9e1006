package linktoken

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// Keys are the keys that verify links, the last of which signs.
type Keys struct{ all []key }

// key holds its secret in a function, since fmt prints whatever else a struct
// holds, by verbs or by way of unexported fields that know no String.
type key struct {
	id  byte
	mac func(kind Kind, signed []byte) []byte
}

// KeySize is the size of a key, in bytes.
const KeySize = 32

var errKeys = errors.New(`linktoken: keys must read "<id>:<base64 of 32 bytes>", separated by commas, ids from 1 to 255 and each once`)

// ParseKeys reads "1:<base64>,2:<base64>". Its error never holds key material.
func ParseKeys(s string) (Keys, error) {
	var keys Keys
	seen := map[byte]bool{}
	for part := range strings.SplitSeq(s, ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), ":")
		n, err := strconv.ParseUint(name, 10, 8)
		if err != nil || n == 0 || seen[byte(n)] {
			return Keys{}, errKeys
		}
		secret, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || len(secret) != KeySize || strings.ContainsAny(text, "\r\n") {
			return Keys{}, errKeys
		}
		seen[byte(n)] = true
		keys.all = append(keys.all, key{byte(n), macWith(secret)})
	}
	return keys, nil
}

// String keeps the keys out of logs.
func (k Keys) String() string { return strconv.Itoa(len(k.all)) + " link keys" }

// GoString keeps the keys out of logs.
func (k Keys) GoString() string { return k.String() }
