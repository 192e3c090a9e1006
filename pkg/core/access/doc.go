// Package access decides who is asking and whether they may.
//
// The transport reads a Caller off the request: a claim, not yet proved. The use case calls Guard.Authorize with what
// it wants to do and what it wants to read; the proof (session, identity, membership) is loaded together with that in
// one strongly consistent round trip, so somebody blocked a moment ago is locked out at once. What comes back is an
// Actor.
//
// A change begins from the Actor: Actor.Begin gives a transaction that holds the condition on the actor (still there,
// still active, role still allows it), so nobody wins a race against being blocked. It cannot be committed without its
// audit event, nor, when the request has an idempotency key, without the answer to store (package audit).
//
// Other callers are a Person (proved, whatever their organizations: Guard.Authenticate) and the public or the holder
// of a mailed link (Guard.Public), who need no proof.
package access
