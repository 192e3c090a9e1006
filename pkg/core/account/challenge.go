package account

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"usher/pkg/api"
	"usher/pkg/store"
)

// challengeLifetime is how long a passkey has to sign what it was asked to.
const challengeLifetime = 5 * time.Minute

// What a challenge is for. One that is signed for the one is not taken for the other.
const (
	toCreate = "create"
	toAssert = "assert"
)

// challengeSize is the size of a challenge in bytes; 16 at least (WebAuthn, section 13.4.3).
const challengeSize = 32

var encoding = base64.RawURLEncoding

// challenge adds to a transaction a new challenge for the person; an empty digest is for whoever signs it.
func (s *Service) challenge(t *store.Transaction, purpose, digest string) (text string, expires api.Time) {
	text, expires = encoding.EncodeToString(s.IDs.Bytes(challengeSize)), api.At(s.Now().Add(challengeLifetime))
	key := challengeKey(text)
	t.Put(key, store.Challenge{Key: key, Purpose: purpose, Digest: digest, ExpiresAt: expires,
		TTL: expires.Unix() + 1}, nil, store.NotExists())
	return text, expires
}

func challengeKey(text string) store.Key {
	sum := sha256.Sum256([]byte(text))
	return store.ChallengeKey(encoding.EncodeToString(sum[:]))
}

// credential is what is read of a browser's answer before it is verified.
type credential struct {
	RawID    string `json:"rawId"`
	Response struct {
		ClientData string `json:"clientDataJSON"`
		UserHandle string `json:"userHandle"`
	} `json:"response"`
	challenge string
	stored    store.Challenge
	is        *store.Read
}

// parseCredential reads which challenge a browser's answer is to. What it cannot read names none.
func parseCredential(raw json.RawMessage) *credential {
	var c credential
	var client struct {
		Challenge string `json:"challenge"`
	}
	_ = json.Unmarshal(raw, &c)
	if text, err := encoding.DecodeString(c.Response.ClientData); err == nil {
		_ = json.Unmarshal(text, &client)
	}
	c.challenge = client.Challenge
	return &c
}

// fetch asks for the challenge as it was made.
func (c *credential) fetch() *store.Read {
	c.is = store.Fetch(challengeKey(c.challenge), &c.stored)
	return c.is
}

// good reports whether the challenge was made for this, and is neither used nor expired.
func (c *credential) good(purpose, digest string, now time.Time) bool {
	return c.is.Found() && c.stored.Purpose == purpose && now.Before(c.stored.ExpiresAt.Time) &&
		(c.stored.Digest == digest || c.stored.Digest == "")
}

// use adds to a transaction that the challenge is used, which no other request has used.
func (c *credential) use(t *store.Transaction, now time.Time) {
	t.Delete(c.stored.Key, store.FailWith(errFactor(nil)), store.Exists(), store.ChallengeExpiresAt.Above(api.At(now)))
}
