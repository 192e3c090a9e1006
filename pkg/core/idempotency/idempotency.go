// Package idempotency answers a repeated request with the answer the first one got.
//
// The answer is kept in the same transaction as what it answers for, so there
// is no change without its answer and no answer without its change. It is kept
// for 24 hours, sealed under the idempotency key itself, of which the table
// holds only a hash: an answer may tell a secret that the table must not.
package idempotency

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/store"
)

// Header is the request header that carries an idempotency key.
const Header = "Idempotency-Key"

const (
	maxKey   = api.MaxKey
	lifetime = 24 * time.Hour
)

// Key is a request's idempotency key, for one operation and one caller. A nil
// Key is a request without one; its methods do nothing.
type Key struct {
	operation, value string
	name             []byte

	seal    cipher.AEAD
	item    store.Key
	request []byte
	kept    store.Replay
	read    *store.Read
	now     func() time.Time
}

// New makes the key of a request: the operation, who calls, the header's value,
// and the input. It returns nil without a header, and answers invalid_request
// for a value that is none.
func New(operation, caller, value string, input any, now func() time.Time) (*Key, error) {
	if value == "" {
		return nil, nil //nolint:nilnil // documented
	}
	if len(value) > maxKey || strings.ContainsFunc(value, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, problem.Invalid(problem.Field{Field: Header, Code: "invalid", Message: "must be 1 to 255 visible ASCII characters, such as a UUID"})
	}
	raw, err := json.Marshal(input)
	if err != nil {
		return nil, fmt.Errorf("replay: encoding the input: %w", err)
	}
	request := sha256.Sum256(raw)
	name := sha256.Sum256([]byte("usher idempotency\x00" + operation + "\x00" + caller + "\x00" + value))
	return named(&Key{operation: operation, value: value, request: request[:], now: now}, name)
}

// named completes a key by the name its answer is kept under.
func named(k *Key, name [sha256.Size]byte) (*Key, error) {
	seal, err := sealer(k.value, name[:])
	if err != nil {
		return nil, err
	}
	k.name, k.seal, k.item = name[:], seal, store.ReplayKey(k.operation, hex.EncodeToString(name[:]))
	k.read = store.Fetch(k.item, &k.kept)
	return k, nil
}

// Part is the key of the n-th part of a request that takes several
// transactions: each part's answer is kept with what that part did, so that a
// repeated request goes on where the first one ended. Nil stays nil.
func (k *Key) Part(n int) (*Key, error) {
	if k == nil {
		return nil, nil //nolint:nilnil // documented
	}
	name := sha256.Sum256(fmt.Appendf(nil, "usher idempotency part\x00%x\x00%d", k.name, n))
	return named(&Key{operation: k.operation, value: k.value, request: k.request, now: k.now}, name)
}

func sealer(value string, salt []byte) (cipher.AEAD, error) {
	secret, err := hkdf.Key(sha256.New, []byte(value), salt, "usher idempotency answer", 32)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Reads is what has to be read before the request is judged.
func (k *Key) Reads() []*store.Read {
	if k == nil {
		return nil
	}
	return []*store.Read{k.read}
}

// Answered fills in the kept answer and reports whether there is one. It answers
// idempotency_key_reused when the key came with another input before.
func (k *Key) Answered(out any) (bool, error) {
	if k == nil || !k.read.Found() || k.now().Unix() >= k.kept.TTL {
		return false, nil
	}
	if !bytes.Equal(k.kept.Request, k.request) {
		return false, problem.New(problem.IdempotencyKeyReused, "This %s came with another request before. Use a new one for a new request.", Header)
	}
	raw, err := k.seal.Open(nil, nil, k.kept.Answer, k.request)
	if err != nil {
		return false, fmt.Errorf("replay: a kept answer does not open: %w", err)
	}
	return true, json.Unmarshal(raw, out)
}

// Keep adds the answer to the transaction. The transaction fails with
// table.ErrStale when the same request was answered meanwhile: read it again.
func (k *Key) Keep(t *store.Transaction, out any) error {
	if k == nil {
		return nil
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("replay: encoding the answer: %w", err)
	}
	now := k.now()
	t.PutFirst(k.item, store.Replay{Key: k.item, Request: k.request, Answer: k.seal.Seal(nil, nil, raw, k.request), TTL: now.Add(lifetime).Unix()},
		store.FailWith(store.ErrStale), store.Either(store.Absent("pk"), store.Below("ttl", now.Unix()+1)))
	return nil
}
