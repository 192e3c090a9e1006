package api

import (
	"cmp"
	"net/http"
	"reflect"
	"time"

	"usher/pkg/api/problem"
)

// Caller says who may call an operation at all, before any permission.
type Caller int

// The kinds of caller.
const (
	// Anyone needs no credentials. A path with a {token} is authorized by the token.
	Anyone Caller = iota
	// Person needs a session.
	Person
	// PersonOrKey needs a session or an API key.
	PersonOrKey
)

// Route is an operation without its types: what a server, the stack and the tests need to know about it.
type Route struct {
	ID      string // the operation's id, its folder under functions/, its metric dimension
	Method  string
	Path    string // with {placeholders}, as API Gateway and net/http write them
	Summary string // one line, for the OpenAPI document
	Detail  string // more, for the OpenAPI document; may be empty

	Caller     Caller
	Permission Permission // needed in the path's organization; empty if none is
	Pending    bool       // may be done while the second factor of the sign-in is outstanding
	// Proof asks of a person that they have proved themselves within ProofLifetime; if the input has a method
	// NeedsProof, only where that says so. An API key is exempt.
	Proof bool
	Self  bool // a person may do this to their own user without the permission

	Status    int            // of success; 200 if not declared
	Bodies    []string       // accepted media types of the request body; none means there is no body
	BodyLimit int            // in bytes; 0 if there is no body; 16 KiB if not declared
	Answers   []string       // media types of the response, if not only JSON
	Errors    []problem.Code // besides those that every operation may return
	Creates   bool           // takes an Idempotency-Key

	Hashes bool // hashes passwords, and so is throttled apart from the other routes

	Timeout  time.Duration // the function's, and the deadline of all it calls; 10 s if not declared
	MemoryMB int           // the function's; also its share of CPU; 256 if not declared
	Access   []Access      // every DynamoDB action that it calls, and no other; those that limit its callers are added
	Settings []Setting     // every setting that it reads, and no other; those that every operation reads are added
}

// Operation ties a route to the types of its input and output, so that binding
// a use case to the wrong operation does not compile.
//
// Input's fields are tagged path, query, header or json. Further tags say what
// is accepted (see package bind and Rules): format, max, min, enum and optional.
type Operation[Input, Output any] struct{ Route }

// declare returns the operation of a route, with defaults in place of zero values.
func declare[Input, Output any](r Route) Operation[Input, Output] {
	r.Status = cmp.Or(r.Status, http.StatusOK)
	r.Timeout, r.MemoryMB = cmp.Or(r.Timeout, defaultTimeout), cmp.Or(r.MemoryMB, defaultMemory)
	if len(r.Bodies) > 0 {
		r.BodyLimit = cmp.Or(r.BodyLimit, smallBody)
	}
	r.Settings = reads(r.Settings...)
	r.Access = both(r.Access, []Access{{Action: UpdateItem, Within: LimitPartition}})
	return Operation[Input, Output]{r}
}

// Declared is an operation with its types as values.
type Declared struct {
	Route
	Input, Output reflect.Type
}

// Declare returns the operation's route and types.
func (o Operation[Input, Output]) Declare() Declared {
	return Declared{Route: o.Route, Input: reflect.TypeFor[Input](), Output: reflect.TypeFor[Output]()}
}

// ProofLifetime is how long a proof of a person counts for what matters, where the settings do not say.
const ProofLifetime = 10 * time.Minute

// None is the input or output of an operation that has none.
type None struct{}

// JSONBody is the media type of most request bodies.
const JSONBody = "application/json"

// smallBody bounds the body of operations that take a few short fields.
const smallBody = 16 << 10

const (
	defaultTimeout = 10 * time.Second
	defaultMemory  = 256
	// hashingMemory gives the function that runs argon2id (19 MiB, one lane)
	// nearly a full CPU, so that a sign-in takes tens of milliseconds.
	hashingMemory = 1024
)
