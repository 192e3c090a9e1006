package access

import (
	"time"
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

	// ActorID is set once the caller is known, for the log.
	ActorID string
}

// Started is a session that has begun.
type Started struct {
	Token   SessionToken
	Expires time.Time
}
