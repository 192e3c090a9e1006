package linearizability

import (
	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/plan"
)

// refusals is the unchanged organization where the refusal is a right one at
// this moment, and nothing where it is not.
func refusals(s *State, in Input, code string) []*State {
	switch in.Kind {
	case MakeKey:
		return only(s, problem.Code(code) == problem.InvalidState && tooDeep(s, in.Actor))
	case EndKey:
		_, works := s.apiKey(in.Key)
		return only(s, problem.Code(code) == problem.NotFound && !works)
	case UseKey: // for refusedCaller
		return nil
	}
	if c := problem.Code(code); c == problem.NotFound || c == problem.InvitationInvalid {
		return missing(s, in, c)
	}
	u, there := s.find(in.Address)
	switch problem.Code(code) {
	case problem.InvalidRequest: // nobody keeps their own keys
		return only(s, there && in.Keep && u.ID == holder(s, in.Actor))
	case older:
		return only(s, in.Kind == Plan && in.At < s.Ordered)
	case problem.EmailTaken:
		return only(s, there && creates(in))
	case problem.SeatLimitReached:
		return refusedSeat(s, in)
	case problem.TooManyRequests:
		return only(s, in.Kind == Resend) // how often is not modelled
	}
	for _, u := range who(s, in) {
		if refusedUser(s, u, in, problem.Code(code)) {
			return []*State{s.with(u)}
		}
	}
	return nil
}

// older is the outcome of a plan's order that came after a newer one.
const older problem.Code = problem.Code(plan.Older)

func creates(in Input) bool { return in.Kind == Create || in.Kind == Import }

// missing is the refusal of what is not there: the user, or the link.
func missing(s *State, in Input, code problem.Code) []*State {
	if (in.Kind == Accept) != (code == problem.InvitationInvalid) || creates(in) {
		return nil
	}
	var next []*State
	if gone(s, in) {
		next = append(next, s)
	}
	for _, u := range who(s, in) {
		if in.Kind == Accept && u.Status == api.Invited && (u.Nonce != in.Nonce || forsaken(s, u)) {
			next = append(next, s.with(u))
		}
	}
	return next
}

// refusedSeat is the refusal of a seat: to a new user, or to one whose invitation has expired.
func refusedSeat(s *State, in Input) []*State {
	if creates(in) {
		return only(s, s.mostUsed(in.Window, "") >= s.Limit)
	}
	for _, u := range who(s, in) {
		if in.Kind == Resend && u.mayHaveExpired(in.Window) && s.mostUsed(in.Window, u.Address) >= s.Limit {
			return []*State{s.with(u)}
		}
	}
	return nil
}

// refusedUser reports whether the refusal is right for what the user is.
func refusedUser(s *State, u User, in Input, code problem.Code) bool {
	switch code {
	case problem.LastOwner:
		demotes := in.Kind == Block || in.Kind == Remove || in.Kind == Role && in.Role != api.Owner
		return demotes && u.activeOwner() && s.owners() == 1
	case problem.InvalidState:
		if in.Kind == Resend {
			return u.Status != api.Invited
		}
		return (in.Kind == Block || in.Kind == Unblock) && u.Status == api.Invited
	case problem.InvitationUsed:
		return in.Kind == Accept && u.Status != api.Invited
	case problem.InvitationExpired:
		return in.Kind == Accept && u.Nonce == in.Nonce && u.mayHaveExpired(in.Window)
	}
	return false
}
