// Package access decides who is asking and whether they may.
//
// The runner reads a Caller off the request: a claim, not yet proved. The use
// case calls Door.Enter with what it wants to do and what it wants to read;
// the proof (session, identity, membership) is loaded together with that in one
// strongly consistent round trip, so somebody blocked a moment ago is out at
// once. What comes back is an Actor. A write adds Actor.Check to its
// transaction: still there, still active, role still allows it. So nobody wins
// a race against their own block.
package access
