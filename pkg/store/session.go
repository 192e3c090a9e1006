package store

import (
	"time"

	"usher/pkg/api"
)

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
	// IdleLimit is how many seconds it may be unused before it ends; 0: for as long as it lasts.
	IdleLimit int `dynamodbav:"idle_limit,omitempty"`
	// LastUsed is the latest use that is noted; nil: none since it began.
	LastUsed *Use   `dynamodbav:"last_used_at,omitempty"`
	Agent    string `dynamodbav:"agent,omitempty"`
	Client   string `dynamodbav:"client,omitempty"`
	TTL      int64  `dynamodbav:"ttl"`
}

// Use is a use of a session. It is one attribute, so that it can be all that a function may write.
type Use struct {
	At api.Time `dynamodbav:"at"`
	// Idle is for how many seconds, at the longest, the session has ever been unused.
	Idle int `dynamodbav:"idle,omitempty"`
}

// What writes set or compare of a session.
var (
	SessionSecret   = field[Session, []byte]("secret")
	SessionLastUsed = field[Session, Use](api.OnlyLastUsed)
)

// Used is when the session was last used, as far as it is noted.
func (s *Session) Used() time.Time {
	if s.LastUsed == nil {
		return s.CreatedAt.Time
	}
	return s.LastUsed.At.Time
}

// Idle is for how long, at the longest, the session has been unused at a time: now, or ever before.
func (s *Session) Idle(now time.Time) time.Duration {
	idle := now.Sub(s.Used())
	if s.LastUsed != nil {
		idle = max(idle, time.Duration(s.LastUsed.Idle)*time.Second)
	}
	return idle
}

// Ended reports whether the session is over at a time: it has expired, or has been unused for too long. TTL deletes it
// only some time after that.
func (s *Session) Ended(now time.Time) bool {
	limit := time.Duration(s.IdleLimit) * time.Second
	return !now.Before(s.ExpiresAt.Time) || limit > 0 && s.Idle(now) >= limit
}

// Sessions is the range of a person's sessions.
func Sessions(digest string) Range { return KindSession.within(identityPrefix + digest) }
