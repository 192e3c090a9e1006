package linearizability

import (
	"fmt"

	"github.com/anishathalye/porcupine"

	"usher/pkg/api"
	"usher/pkg/api/problem"
)

// Kind is a kind of operation of the model.
type Kind string

// The kinds. Import is one row of an import: rows have outcomes of their own. Peek reads a user's item beside the
// system, as the mail that carries the link would tell it. Plan sets the seat limit. TTL is that DynamoDB deletes the
// item of an expired invitation, Record that send-mail has handled the stream's record of that. Suspend, Resume and
// Restore are the operator's, Delete an Owner's.
const (
	Create  Kind = "create"
	Import  Kind = "import"
	Accept  Kind = "accept"
	Resend  Kind = "resend"
	Block   Kind = "block"
	Unblock Kind = "unblock"
	Remove  Kind = "remove"
	Role    Kind = "role"
	Get     Kind = "get"
	Seats   Kind = "seats"
	Peek    Kind = "peek"
	Plan    Kind = "plan"
	MakeKey Kind = "make-key"
	EndKey  Kind = "revoke-key"
	UseKey  Kind = "use-key"
	TTL     Kind = "ttl-delete"
	Record  Kind = "ttl-record"
	Suspend Kind = "suspend"
	Resume  Kind = "resume"
	Delete  Kind = "delete"
	Restore Kind = "restore"
)

// Input is what an operation was asked to do.
type Input struct {
	Kind        Kind
	Actor       string // the caller's address, or API key by its id; empty for one who may do everything
	Ended       bool   // the caller is a key that was known to have ended
	Key         string // that is revoked
	Keep        bool   // the keys of a user who is blocked or removed
	Address, ID string // of the user it is about
	Role        api.Role
	Nonce       string // of the link that is accepted, or the invitation whose item was deleted
	Limit       int
	At          int64 // when the plan was ordered
	Exact       bool  // the counters must be right about which invitations have expired
	Window      Window
	Lifetime    int64 // of an invitation, in milliseconds
}

// Output is what was answered. Unknown says that no answer came, or one that
// leaves open whether the operation happened.
type Output struct {
	Unknown bool
	Code    string // of the problem; empty for success
	ID      string
	Role    api.Role
	Status  api.Status
	Nonce   string
	Expires int64 // milliseconds; 0 where there is no invitation
	Seats   api.Seats
}

// Model is one organization as a sequential program, for Porcupine. It begins with the given state.
func Model(initial *State) porcupine.Model {
	m := porcupine.NondeterministicModel{
		Init: func() []any { return []any{initial} },
		Step: func(state, input, output any) []any {
			var next []any
			for _, s := range Step(state.(*State), input.(Input), output.(Output)) {
				next = append(next, s)
			}
			return next
		},
		Equal:             func(a, b any) bool { return a.(*State).key == b.(*State).key },
		Hash:              func(s any) uint64 { return s.(*State).hash() },
		DescribeOperation: func(in, out any) string { return in.(Input).String() + " → " + out.(Output).String() },
		DescribeState:     func(s any) string { return s.(*State).String() },
	}
	return m.ToModel()
}

// Step is what the organization may be after the operation; empty where the answer cannot have been given.
func Step(s *State, in Input, out Output) (next []*State) {
	for _, s := range mayBeCancelled(s) {
		next = append(next, stepFrom(s, in, out)...)
	}
	return next
}

func stepFrom(s *State, in Input, out Output) []*State {
	if out.Unknown {
		return append(effects(s, in, out), s)
	}
	if out.Code == "" {
		return effects(s, in, out)
	}
	if refusedClosed(s, in, problem.Code(out.Code)) || refusedCaller(s, in, out.Code) {
		return []*State{s}
	}
	return refusals(s, in, out.Code)
}

// String tells the input to a reader.
func (in Input) String() string {
	text := fmt.Sprintf("%s %s", in.Kind, in.Address)
	if in.ID != "" {
		text += "=" + tail(in.ID)
	}
	switch in.Kind {
	case Create, Import, Role, MakeKey:
		text += " " + string(in.Role)
	case EndKey:
		text += tail(in.Key)
	case Accept, TTL, Record:
		text += " link " + in.Nonce
	case Plan:
		text += fmt.Sprintf("%d seats", in.Limit)
	}
	if in.Keep {
		text += " and keep keys"
	}
	if in.Actor != "" {
		text += " by " + in.Actor
	}
	return text
}

// String tells the output to a reader.
func (o Output) String() string {
	switch {
	case o.Unknown:
		return "?"
	case o.Code != "":
		return o.Code
	case o.Seats != api.Seats{}:
		return fmt.Sprintf("%+v", o.Seats)
	}
	return fmt.Sprintf("ok %s %s %s %s", tail(o.ID), o.Role, o.Status, o.Nonce)
}

// tail is the end of an id, enough to tell it from others.
func tail(id string) string { return id[max(0, len(id)-5):] }
