package audit

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"usher/pkg/store"
)

// Subject is whom a text of an event names: a user of the organization, by their id, and the key that such texts are
// encrypted under. Once the key is destroyed nobody can read them, while the event stays as it was sealed. See
// docs/decisions/0037-erasure.md.
type Subject struct {
	ID  string
	Key string // store.NamesKeySize bytes
}

// Of is a user as a subject.
func Of(u *store.User) Subject { return Subject{u.ID, string(u.NamesKey)} }

// OfMember is the user of a membership as a subject.
func OfMember(m *store.Member) Subject { return Subject{m.User, string(m.NamesKey)} }

// Says is a text about the subject as a value of a Change.
func (s Subject) Says(text string) Personal { return Personal{s, text} }

// Personal is a text about a person.
type Personal struct {
	Subject Subject
	Text    string
}

// reference is how an event names the subject's key. A corrected address gives a user another key.
func (s Subject) reference() string { return store.NamesReference(s.ID, []byte(s.Key)) }

// concealer takes out of an event what names people. Each person's texts are kept in the order in which they come.
type concealer map[Subject][]string

// text returns what is stored in place of a text: nothing, and whose it is; of a text that is nobody's the text.
func (c concealer) text(s Subject, text string) (plain, of string) {
	if s == (Subject{}) {
		return text, ""
	}
	c[s] = append(c[s], text)
	return "", s.reference()
}

// value is text for a value of a Change.
func (c concealer) value(v any) (plain any, of string) {
	p, ok := v.(Personal)
	if !ok {
		return v, ""
	}
	_, of = c.text(p.Subject, p.Text)
	return nil, of
}

// encrypt encrypts each person's texts, for one event.
func (c concealer) encrypt(key store.Key) (map[string][]byte, error) {
	all := map[string][]byte{}
	for s, texts := range c {
		aead, err := cipherOf([]byte(s.Key), key)
		if err != nil {
			return nil, fmt.Errorf("audit: no names key of %s: %w", s.ID, err)
		}
		plain, err := json.Marshal(texts)
		if err != nil {
			return nil, err
		}
		all[s.reference()] = aead.Seal(nil, make([]byte, aead.NonceSize()), plain, nil)
	}
	return all, nil
}

// cipherOf is AES-256-GCM with a key of its own for each event and person, so that its nonce may always be the same.
func cipherOf(namesKey []byte, event store.Key) (cipher.AEAD, error) {
	if len(namesKey) != store.NamesKeySize {
		return nil, fmt.Errorf("%d bytes", len(namesKey))
	}
	key, err := hkdf.Key(sha256.New, namesKey, nil, "usher names "+event.PK+" "+event.SK, store.NamesKeySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// revealer is what is read of the texts that a concealer took out: none of those whose key is destroyed.
type revealer map[string][]string

func (r revealer) decrypt(of string, namesKey, encrypted []byte, key store.Key) error {
	aead, err := cipherOf(namesKey, key)
	if err != nil {
		return err
	}
	plain, err := aead.Open(nil, make([]byte, aead.NonceSize()), encrypted, nil)
	if err != nil {
		return err
	}
	var texts []string
	err = json.Unmarshal(plain, &texts)
	r[of] = texts
	return err
}

// text is a text that was taken out, in the order of concealer.text, or that its person was erased.
func (r revealer) text(plain, of string) (text string, erased bool) {
	switch {
	case of == "":
		return plain, false
	case len(r[of]) == 0:
		return "", true
	}
	text, r[of] = r[of][0], r[of][1:]
	return text, false
}

func (r revealer) value(plain any, of string) (value any, erased bool) {
	if of == "" {
		return plain, false
	}
	if value, erased = r.text("", of); erased {
		return nil, true
	}
	return value, false
}
