package access

import (
	"time"

	"usher/pkg/core/idempotency"
)

// Caller is what a request says of who sends it, and what a use case tells the
// runner about the caller's session in return.
type Caller struct {
	Session   *SessionToken // nil without a well-formed session cookie
	Key       *KeyToken     // nil without a whole API key; a request has one of both
	BadBearer bool          // there is an Authorization header, but no API key of ours in it
	RequestID string
	Client    string // network address
	Agent     string // the browser's name for itself

	// Started is set by a use case that signed the caller in, Ended by one that
	// signed them out. The runner turns them into a cookie.
	Started *Started
	Ended   bool

	// Replay is the request's idempotency key, nil without one. Replayed is set by
	// a use case that answered with what an earlier request was answered.
	Replay   *idempotency.Key
	Replayed bool

	// ActorID is set once the caller is known, for the log.
	ActorID string
}

// Started is a session that has begun.
type Started struct {
	Token   SessionToken
	Expires time.Time
}

// Scope tells callers apart for idempotency keys: two callers' keys never meet.
func (c *Caller) Scope() string {
	switch {
	case c.Key != nil:
		return c.Key.ID
	case c.Session != nil:
		return c.Session.Digest
	}
	return c.Client
}

// Repeated fills in the answer an earlier request with the same idempotency key
// got, and reports whether there is one.
func (c *Caller) Repeated(out any) (bool, error) {
	found, err := c.Replay.Answered(out)
	c.Replayed = found && err == nil
	return c.Replayed, err
}
