package access

import "usher/pkg/core/idempotency"

// Caller is what a request says about its sender. It holds only what came in; what the answer sets is a Reply.
type Caller struct {
	Session   *SessionToken // nil without a well-formed session cookie
	Device    *DeviceToken  // nil without a well-formed device cookie
	Key       *KeyToken     // nil without a whole API key; a request has one of both
	BadBearer bool          // there is an Authorization header, but no API key of ours in it
	RequestID string
	Client    string // network address
	Agent     string // the browser's name for itself
	Changes   bool   // the operation is none that only reads

	Pending    bool // the operation may be done while the second factor is outstanding
	NeedsProof bool // the request needs a recent proof of the person

	Idempotency *idempotency.Key     // nil without one
	Known       func(actorID string) // called once the caller is proved, for the log; may be nil
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

// Secret is what the caller proves themselves with; nil for the public.
func (c *Caller) Secret() []byte {
	switch {
	case c.Key != nil:
		return c.Key.Secret
	case c.Session != nil:
		return c.Session.Secret
	}
	return nil
}

// Is notes who the caller turned out to be.
func (c *Caller) Is(actorID string) {
	if c.Known != nil {
		c.Known(actorID)
	}
}
