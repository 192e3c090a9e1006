package store

import "usher/pkg/api"

// KindSession is a signed-in browser.
const KindSession Kind = "SESSION#"

// SessionKey is a session of a person.
func SessionKey(digest, session string) Key {
	return Key{identityPrefix + digest, string(KindSession) + session}
}

// Session is a signed-in browser.
type Session struct {
	Key
	ID         string   `dynamodbav:"id"`
	Secret     []byte   `dynamodbav:"secret"` // SHA-256 of the secret: 256 random bits need no slower hash
	Generation int      `dynamodbav:"generation"`
	CreatedAt  api.Time `dynamodbav:"created_at"`
	ExpiresAt  api.Time `dynamodbav:"expires_at"`
	// Pending says that the second factor is outstanding.
	Pending bool `dynamodbav:"pending,omitempty"`
	// ProvedAt is when the person last proved themselves in it.
	ProvedAt api.Time `dynamodbav:"proved_at"`
	Agent    string   `dynamodbav:"agent,omitempty"`
	Client   string   `dynamodbav:"client,omitempty"`
	TTL      int64    `dynamodbav:"ttl"`
}

// SessionSecret is what ending a session compares.
var SessionSecret = field[Session, []byte]("secret")

// Sessions is the range of a person's sessions.
func Sessions(digest string) Range { return KindSession.within(identityPrefix + digest) }
