// Package core is the wing of what Usher does: the use cases, and the rules that they share. A use case is a plain
// function of a context, a caller and an input; it knows nothing of HTTP, Lambda or mail servers.
//
// Use cases:
//
//	organization           organizations and their users: create, list, update, block, remove, invite, import
//	organization/userfile  the rows of an imported list
//	account                people: sign-in, sessions, passwords
//	invitation             what the holder of a mailed invitation may do
//	apikey, flow, logo     API keys, flows, users' pictures
//	audit/query            reading the audit log
//	plan                   moving an organization to another plan
//	outbox, delivery       sending mail, and noting what became of it
//	audit/seal             sealing the audit log in a chain of hashes
//	seat/recount           counting seats again
//	heartbeat              what shows that the stream is followed
//
// What they share:
//
//	access       who is calling and whether they may
//	audit        the events that tell who did what to whom
//	seat         the counters that hold the plan's limit
//	etag         If-Match and the condition behind it
//	idempotency  repeated requests
//	ratelimit    limits on attempts
//	link, mail   mailed links, and the mails they are in
//
// Rules are conditions of the write, which is why core speaks of the table (package store) and is not called domain.
// It may import lib, api and store.
package core
