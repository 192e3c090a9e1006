package linktoken

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"io"
)

// boxWith returns the cipher of a secret: AES-256-GCM under a key that HKDF derives for this use alone (RFC 5869).
func boxWith(secret []byte) func() (cipher.AEAD, error) {
	return func() (cipher.AEAD, error) {
		key, err := hkdf.Key(sha256.New, secret, nil, "usher sealed secret v1", KeySize)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, err
		}
		return cipher.NewGCM(block)
	}
}

// Seal encrypts a secret with the newest key, so that it opens only with the same text about what it belongs to. It
// returns an error without keys, or without randomness.
func (k Keys) Seal(random io.Reader, secret []byte, about string) ([]byte, error) {
	if len(k.all) == 0 {
		return nil, errors.New("linktoken: no keys are set")
	}
	newest := k.all[len(k.all)-1]
	box, err := newest.box()
	if err != nil {
		return nil, err
	}
	head := make([]byte, 1+box.NonceSize())
	head[0] = newest.id
	if _, err := io.ReadFull(random, head[1:]); err != nil {
		return nil, err
	}
	return box.Seal(head, head[1:], secret, []byte(about)), nil
}

// Open decrypts what Seal returned. It returns ErrInvalid where its key is not known, or anything of it has changed.
func (k Keys) Open(sealed []byte, about string) ([]byte, error) {
	for _, known := range k.all {
		if len(sealed) == 0 || known.id != sealed[0] {
			continue
		}
		box, err := known.box()
		if err != nil || len(sealed) < 1+box.NonceSize() {
			return nil, ErrInvalid
		}
		secret, err := box.Open(nil, sealed[1:1+box.NonceSize()], sealed[1+box.NonceSize():], []byte(about))
		if err != nil {
			return nil, ErrInvalid
		}
		return secret, nil
	}
	return nil, ErrInvalid
}
