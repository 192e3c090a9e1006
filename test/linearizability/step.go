package linearizability

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
)

// effects is what the organization may be after the operation was done: what its
// rules allow and, where an answer came, what that says.
func effects(s *State, in Input, out Output) []*State {
	if in.Kind.called() && s.Deleted {
		return nil
	}
	switch in.Kind {
	case Suspend, Resume, Delete, Restore:
		return closed(s, in)
	case Create, Import:
		return created(s, in, out)
	case Seats:
		return only(s, seatsAgree(s, in, out))
	case Plan:
		return ordered(s, in)
	case MakeKey:
		return keyMade(s, in, out)
	case EndKey: // one that has ended may still be there to be revoked
		if s.Suspended || !mayAct(s, in.Actor) {
			return nil
		}
		return []*State{s.withoutKey(in.Key)}
	case UseKey:
		_, works := s.apiKey(in.Actor)
		return only(s, works)
	case Record:
		return []*State{marked(s, in)}
	}
	var next []*State
	for _, was := range who(s, in) {
		if u, ok := changed(s, was, in, out); ok {
			next = append(next, written(s, was, u, in))
		}
	}
	return next
}

// written is the state in which a user is no longer as they were.
func written(s *State, was, u User, in Input) *State {
	heir := ""
	if in.Keep {
		heir = holder(s, in.Actor)
	}
	switch {
	case in.Kind == Remove:
		return s.keysTo(was.ID, heir).without(was.Address)
	case in.Kind == Block && was.Status == api.Active:
		return s.keysTo(was.ID, heir).with(u)
	}
	return s.with(u)
}

func only(s *State, ok bool) []*State {
	if !ok {
		return nil
	}
	return []*State{s}
}

// ordered sets the seat limit, unless a newer order has been carried out.
func ordered(s *State, in Input) []*State {
	if in.At < s.Ordered {
		return nil
	}
	next := *s
	next.Limit, next.Ordered = in.Limit, in.At
	return []*State{newState(next)}
}

// created takes a seat and puts an invited user in.
func created(s *State, in Input, out Output) []*State {
	_, taken := s.find(in.Address)
	if taken || s.Suspended || !mayAct(s, in.Actor) || s.leastUsed(in.Window, "") >= s.Limit {
		return nil
	}
	u := User{Address: in.Address, ID: out.ID, Role: in.Role, Status: api.Invited,
		Sponsor: sponsor(s, in.Actor, in.Role)}
	return []*State{s.with(u.expiring(in, out))}
}

// expiring is the user with a new invitation.
func (u User) expiring(in Input, out Output) User {
	const second = 1000 // an invitation expires on a whole second
	u.ExpiresFrom, u.ExpiresTo = in.Window.From+in.Lifetime, in.Window.To+in.Lifetime+second
	if out.Expires != 0 {
		u.ExpiresFrom, u.ExpiresTo = out.Expires, out.Expires
	}
	return u
}

// who finds the user that the operation is about: none, or the one with the
// address and id. One whose id is not known is taken for the one asked for.
func who(s *State, in Input) []User {
	u, ok := s.find(in.Address)
	if !ok || u.ID != "" && u.ID != in.ID {
		return nil
	}
	u.ID = in.ID
	return []User{u}
}

// gone reports whether the user that the operation is about may not be there.
func gone(s *State, in Input) bool {
	u, ok := s.find(in.Address)
	return !ok || u.ID != in.ID
}

// changed is the user after the operation; false where it cannot be done, or not with that answer.
func changed(s *State, u User, in Input, out Output) (User, bool) {
	before, ok := u, true
	switch in.Kind {
	case Accept:
		ok = u.mayBeOpen(in.Window) && u.Nonce == in.Nonce && !forsaken(s, u) && !s.Suspended
		u = u.replaced()
		u.Status, u.Sponsor = api.Active, ""
		return u, ok
	case Resend:
		u, ok = resent(s, u, in, out)
		return u, ok && mayAct(s, in.Actor) && !s.Suspended
	case Block:
		ok = u.Status != api.Invited
		u.Status = api.Blocked
	case Unblock:
		ok = u.Status != api.Invited
		u.Status = api.Active
	case Role:
		if u.Status == api.Invited && u.Role != in.Role {
			u.Sponsor = sponsor(s, in.Actor, in.Role)
		}
		u.Role = in.Role
	case Remove:
		u = User{}
	case Get, Peek:
		return seen(u, in, out)
	case TTL:
		return deleted(u, in, out)
	}
	if in.Keep && holder(s, in.Actor) == before.ID {
		return u, false
	}
	if before == u { // nothing was changed, and so nobody asked who may
		return u, ok
	}
	if in.Kind.called() && s.Suspended {
		return u, false
	}
	keepsOwner := !before.activeOwner() || u.activeOwner() || s.owners() > 1
	return u, ok && keepsOwner && mayAct(s, in.Actor)
}

// resent gives a new link. One that has surely expired takes a seat again.
func resent(s *State, u User, in Input, out Output) (User, bool) {
	ok := u.Status == api.Invited && (u.mayBeOpen(in.Window) || s.leastUsed(in.Window, u.Address) < s.Limit)
	u.Sponsor = sponsor(s, in.Actor, u.Role)
	return u.replaced().expiring(in, out), ok
}

// seen adds what a read says about a user, unless that contradicts what is known.
func seen(u User, in Input, out Output) (User, bool) {
	if out.Unknown {
		return u, true
	}
	ok := u.Role == out.Role
	switch {
	case u.Status != api.Invited:
		return u, ok && out.Status == u.Status && out.Expires == 0
	case out.Status == api.Expired:
		ok = ok && u.mayHaveExpired(in.Window)
	case out.Status != api.Invited || u.Item == Marked:
		return u, false
	case in.Kind == Get: // Peek tells what is stored, which may not be marked yet
		ok = ok && u.mayBeOpen(in.Window)
	}
	ok = ok && u.ExpiresFrom <= out.Expires && out.Expires <= u.ExpiresTo
	u.ExpiresFrom, u.ExpiresTo = out.Expires, out.Expires
	if in.Kind == Peek {
		ok = ok && (u.Nonce == out.Nonce || u.Nonce == "" && !u.isDead(out.Nonce))
		u.Nonce = out.Nonce
	}
	return u, ok
}

// deleted is the user without the item of their expired invitation. The item tells which one that is.
func deleted(u User, in Input, out Output) (User, bool) {
	ok := u.mayHaveExpired(in.Window) && u.ExpiresFrom <= out.Expires && out.Expires <= u.ExpiresTo &&
		(u.Nonce == out.Nonce || u.Nonce == "" && !u.isDead(out.Nonce)) && u.Item != Marked
	u.ExpiresFrom, u.ExpiresTo, u.Nonce, u.Item = out.Expires, out.Expires, out.Nonce, Deleted
	return u, ok
}

// marked is the state in which the invitation that the record is about is marked expired. Where it has been accepted,
// replaced or removed in the meantime, nothing changes.
func marked(s *State, in Input) *State {
	u, ok := s.find(in.Address)
	if !ok || u.Status != api.Invited || u.Nonce != in.Nonce {
		return s
	}
	u.Item = Marked
	return s.with(u)
}

// seatsAgree holds the counters of an answer to the users: where the answer is
// not to be exact, no matter which invitations it takes for expired.
func seatsAgree(s *State, in Input, out Output) bool {
	if out.Unknown {
		return true
	}
	got, invited, active, blocked, least, most := out.Seats, 0, 0, 0, 0, 0
	for _, u := range s.Users {
		switch {
		case u.Status == api.Active:
			active++
		case u.Status == api.Blocked:
			blocked++
		default:
			invited++
			if u.Item == Marked || in.Exact && !u.mayBeOpen(in.Window) && u.Item != Deleted {
				least++
			}
			if !in.Exact || u.mayHaveExpired(in.Window) {
				most++
			}
		}
	}
	used := got.Invited + got.Active + got.Blocked
	return got.Limit == s.Limit && got.Active == active && got.Blocked == blocked && got.Invited+got.Expired == invited &&
		least <= got.Expired && got.Expired <= most && got.Used == used && got.Available == max(0, s.Limit-used)
}

// mayAct reports whether the caller may change something at this moment.
func mayAct(s *State, actor string) bool {
	if actor == "" {
		return true
	}
	if isKey(actor) {
		k, works := s.apiKey(actor)
		u, _ := s.byID(k.Root)
		return works && k.Role == api.Owner && u.activeOwner()
	}
	u, ok := s.find(actor)
	return ok && u.activeOwner()
}

// refusedCaller reports whether the answer is a right one about the caller.
func refusedCaller(s *State, in Input, code string) bool {
	if in.Actor == "" || in.Kind == Accept {
		return false
	}
	if isKey(in.Actor) {
		_, works := s.apiKey(in.Actor)
		switch problem.Code(code) {
		case problem.Unauthenticated:
			return !works
		case problem.Forbidden: // by a read of the person, of a key that ends in the middle: they are two items
			return works && !mayAct(s, in.Actor) || !works && !in.Ended
		}
		return false
	}
	u, ok := s.find(in.Actor)
	switch problem.Code(code) {
	case problem.NotFound:
		return !ok || u.Status == api.Invited
	case problem.Blocked:
		return ok && u.Status == api.Blocked
	case problem.Forbidden:
		return ok && u.Status != api.Blocked && !u.activeOwner()
	}
	return false
}
