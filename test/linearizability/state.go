package linearizability

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"usher/pkg/api"
)

// User is a user as the model knows them. What no answer has told yet, because the answer got lost, is left open: ID
// and Nonce are empty, and the expiry is somewhere from ExpiresFrom to ExpiresTo (milliseconds, Unix time).
type User struct {
	Address, ID string
	Role        api.Role
	Status      api.Status // invited (whether expired or not), active or blocked
	Nonce       string     // of the present invitation
	Sponsor     string     // of an invitation to be an Owner: the id of the user whose word it is
	Dead        string     // nonces of earlier invitations, each with a space behind it
	Item        Item       // of the present invitation

	ExpiresFrom, ExpiresTo int64
}

// Item is what TTL has made of the item that says when an invitation expires.
type Item string

// There it may be, or not any more: requests and the schedule delete it when they mark the invitation. Deleted by TTL,
// it can no longer be found by a request that looks for a seat, so that the seat may be taken until the stream's record
// is handled. Marked says that it was: the seat is free.
const (
	There   Item = ""
	Deleted Item = "deleted"
	Marked  Item = "marked"
)

// State is one organization between two operations. It is never changed: a step makes a new one.
type State struct {
	Limit              int
	Ordered            int64  // when the plan was ordered that holds
	Users              []User // by address
	Keys               []Key  // that work, by id
	Suspended, Deleted bool

	key string
}

// Key is an API key that works.
type Key struct {
	ID, Root  string // the key's, and its person's
	Role      api.Role
	Ancestors string // ids, each with a space behind it
}

// NewState makes a state of a seat limit and users.
func NewState(limit int, users ...User) *State { return newState(State{Limit: limit, Users: users}) }

// next is the state with other users and keys.
func (s *State) next(users []User, keys []Key) *State {
	next := *s
	next.Users, next.Keys = users, keys
	return newState(next)
}

func newState(from State) *State {
	s := &from
	slices.SortFunc(s.Keys, func(a, b Key) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Users, func(a, b User) int { return cmp.Compare(a.Address, b.Address) })
	var text strings.Builder
	fmt.Fprintf(&text, "%d@%d", s.Limit, s.Ordered)
	if s.Suspended {
		text.WriteString(" suspended")
	}
	if s.Deleted {
		text.WriteString(" deleted")
	}
	for _, u := range s.Users {
		fmt.Fprintf(&text, "|%s %s %s %s %s/%s %d %d %s %s", u.Address, u.ID, u.Role, u.Status, u.Nonce, u.Dead,
			u.ExpiresFrom, u.ExpiresTo, u.Sponsor, u.Item)
	}
	for _, k := range s.Keys {
		fmt.Fprintf(&text, "|%s %s %s %s", k.ID, k.Root, k.Role, k.Ancestors)
	}
	s.key = text.String()
	return s
}

// String is all of the state: equal states have equal texts.
func (s *State) String() string { return s.key }

func (s *State) hash() uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.key)) // never fails
	return h.Sum64()
}

// with is the state with this user in place of the one who has the address.
func (s *State) with(u User) *State {
	return s.next(append(s.others(u.Address), u), slices.Clone(s.Keys))
}

// without is the state without who has the address.
func (s *State) without(address string) *State {
	return s.next(s.others(address), slices.Clone(s.Keys))
}

func (s *State) others(address string) []User {
	return slices.DeleteFunc(slices.Clone(s.Users), func(u User) bool { return u.Address == address })
}

func (s *State) find(address string) (User, bool) {
	for _, u := range s.Users {
		if u.Address == address {
			return u, true
		}
	}
	return User{}, false
}

// owners is how many active Owners there are.
func (s *State) owners() int {
	n := 0
	for _, u := range s.Users {
		if u.activeOwner() {
			n++
		}
	}
	return n
}

// leastUsed and mostUsed bound the seats that users other than who has the address hold within a stretch of time.
func (s *State) leastUsed(w Window, except string) int {
	return s.used(except, func(u User) bool { return u.ExpiresFrom > w.To })
}

func (s *State) mostUsed(w Window, except string) int {
	return s.used(except, func(u User) bool { return u.ExpiresTo > w.From || u.Item == Deleted })
}

func (s *State) used(except string, open func(User) bool) int {
	n := 0
	for _, u := range s.Users {
		if u.Address != except && (u.Status != api.Invited || open(u)) {
			n++
		}
	}
	return n
}

// Window is the system's clock at an operation's beginning and end, in
// milliseconds. A function reads the clock in between.
type Window struct{ From, To int64 }

func (u User) activeOwner() bool { return u.Status == api.Active && u.Role == api.Owner }

// mayBeOpen and mayHaveExpired are about an invited user. Both hold where the
// clock passed the expiry within the operation.
func (u User) mayBeOpen(w Window) bool      { return u.Status == api.Invited && u.ExpiresTo > w.From }
func (u User) mayHaveExpired(w Window) bool { return u.Status == api.Invited && u.ExpiresFrom <= w.To }

// replaced is the user with their link dead.
func (u User) replaced() User {
	if u.Nonce != "" {
		u.Dead += u.Nonce + " "
	}
	u.Nonce, u.Item = "", There
	return u
}

// isDead reports whether the nonce is of an earlier invitation.
func (u User) isDead(nonce string) bool { return strings.Contains(u.Dead, nonce+" ") }
