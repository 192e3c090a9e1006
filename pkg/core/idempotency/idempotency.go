// Package idempotency answers a repeated request with the answer that the first one got.
//
// The answer is stored in the same transaction as what it answers for, so there is no change without its answer and no
// answer without its change. It is stored for 24 hours, sealed under the idempotency key and the
// secret that the caller proves themselves with, of which the table holds only hashes: an answer may hold a secret that
// the table must not. An idempotency key may be guessed; the caller's secret is 256 random bits.
//
// Use cases need not think of it. access.Guard reads the stored answer along with everything else and returns it in
// place of an actor, as an error, which the transport answers; audit.Transaction stores the answer, and refuses to be
// committed without one. Only a request that takes several transactions handles a Key of its own for each: its Parts.
package idempotency

import (
	"bytes"
	"context"
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
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// Header is the request header that carries an idempotency key.
const Header = "Idempotency-Key"

const (
	maxKey   = api.MaxKey
	lifetime = 24 * time.Hour
)

// Key is a request's idempotency key, for one operation and one caller. A nil Key is a request without one; its
// methods do nothing.
type Key struct {
	operation string
	secret    []byte // what answers are sealed under
	name      []byte

	seal    cipher.AEAD
	item    store.Key
	request []byte
	stored  store.Replay
	read    *store.Read
	asked   bool // the stored answer has been read, or is being read
	now     func() time.Time
}

// Stored is the answer that the first request with the same key got. It is an error so that no use case can go on
// without noticing: it passes through to the transport, which answers it.
type Stored struct{ answer []byte }

// Error says that the request was answered before.
func (s *Stored) Error() string { return "idempotency: the request was answered before" }

// Decode fills in the answer. It returns an error for a target of another type than what was stored.
func (s *Stored) Decode(answer any) error { return json.Unmarshal(s.answer, answer) }

// Answering is the same with another answer: for a use case whose answer was stored without what the request itself
// holds. It returns a *Stored, or the error of encoding.
func (s *Stored) Answering(answer any) error {
	raw, err := api.Encode(answer)
	if err != nil {
		return fmt.Errorf("idempotency: encoding the answer: %w", err)
	}
	return &Stored{answer: raw}
}

// New makes the key of a request: the operation, who calls, by which secret (none for the public), the header's value,
// and the input. It returns nil without a header, and invalid_request for a value that cannot be a key.
func New(
	operation, caller string, secret []byte, value string, input any, now func() time.Time,
) (*Key, error) {
	if value == "" {
		return nil, nil //nolint:nilnil // documented
	}
	if len(value) > maxKey || strings.ContainsFunc(value, func(r rune) bool { return r < '!' || r > '~' }) {
		return nil, problem.Invalid(problem.Field{Field: Header, Code: invalid.Malformed,
			Message: "must be 1 to 255 visible ASCII characters, such as a UUID"})
	}
	raw, err := json.Marshal(input)
	if err != nil {
		return nil, fmt.Errorf("idempotency: encoding the input: %w", err)
	}
	request := sha256.Sum256(raw)
	name := sha256.Sum256([]byte("usher idempotency\x00" + operation + "\x00" + caller + "\x00" + value))
	secret = fmt.Appendf(nil, "%x\x00%s", secret, value)
	return named(&Key{operation: operation, secret: secret, request: request[:], now: now}, name)
}

// named completes a key by the name that its answer is stored under.
func named(k *Key, name [sha256.Size]byte) (*Key, error) {
	seal, err := sealer(k.secret, name[:])
	if err != nil {
		return nil, err
	}
	k.name, k.seal, k.item = name[:], seal, store.ReplayKey(k.operation, hex.EncodeToString(name[:]))
	k.read = store.Fetch(k.item, &k.stored)
	return k, nil
}

// Part is the key of the n-th part of a request that takes several transactions: each part's answer is stored with
// what that part did, so that a repeated request goes on where the first one ended. Nil stays nil.
func (k *Key) Part(n int) (*Key, error) {
	if k == nil {
		return nil, nil //nolint:nilnil // documented
	}
	name := sha256.Sum256(fmt.Appendf(nil, "usher idempotency part\x00%x\x00%d", k.name, n))
	return named(&Key{operation: k.operation, secret: k.secret, request: k.request, now: k.now}, name)
}

func sealer(from, salt []byte) (cipher.AEAD, error) {
	secret, err := hkdf.Key(sha256.New, from, salt, "usher idempotency answer", 32)
	if err != nil {
		return nil, fmt.Errorf("idempotency: %w", err)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("idempotency: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Reads is what to load before Replayed is asked.
func (k *Key) Reads() []*store.Read {
	if k == nil {
		return nil
	}
	k.asked = true
	return []*store.Read{k.read}
}

// Replayed returns the answer that was loaded, as a *Stored; nil where there is none. It returns
// idempotency_key_reused when the key came with another input before, or from another session of the same person.
func (k *Key) Replayed() error {
	if k == nil || !k.read.Found() || k.now().Unix() >= k.stored.TTL {
		return nil
	}
	if !bytes.Equal(k.stored.Request, k.request) {
		return problem.New(problem.IdempotencyKeyReused,
			"This %s came with another request before. Use a new one for a new request.", Header)
	}
	raw, err := k.seal.Open(nil, nil, k.stored.Answer, k.request)
	if err != nil { // sealed under the secret of another session
		return problem.New(problem.IdempotencyKeyReused, "This %s came with the same request before, in a session that you "+
			"have left. Look whether it has been done, and use a new one to do it again.", Header)
	}
	return &Stored{answer: raw}
}

// Store adds the answer to the transaction. Where nobody has looked for a stored answer yet it does so first, and
// returns what Replayed does. The transaction fails with store.ErrStale when the same request has been answered since:
// read it again.
func (k *Key) Store(ctx context.Context, table *store.Store, t *store.Transaction, answer any) error {
	if k == nil {
		return nil
	}
	if !k.asked {
		if err := table.Load(ctx, k.Reads()...); err != nil {
			return err
		}
		if err := k.Replayed(); err != nil {
			return err
		}
	}
	raw, err := api.Encode(answer)
	if err != nil {
		return fmt.Errorf("idempotency: encoding the answer: %w", err)
	}
	now := k.now()
	t.PutFirst(k.item, store.Replay{Key: k.item, Request: k.request, Answer: k.seal.Seal(nil, nil, raw, k.request),
		TTL: now.Add(lifetime).Unix()}, store.FailWith(store.ErrStale),
		store.Either(store.NotExists(), store.ReplayTTL.Below(now.Unix()+1)))
	return nil
}
