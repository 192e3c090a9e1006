package delivery

import (
	"usher/pkg/api"
	"usher/pkg/store"
)

// State is what a user's item says of the mails to their address.
type State struct {
	Delivery api.Delivery          // of the current invitation's mail
	Problem  *store.AddressProblem // of the address, nil for none known
}

// stage orders what can become of a mail. Each wins over those before it.
//
// A soft bounce comes before a delivery, since an out-of-office reply reads as
// one and says that the mail arrived; a hard one behind it, since some servers
// take a mail and return it afterwards.
type stage int

const (
	queued stage = iota
	sent
	failed
	softBounced
	delivered
	hardBounced
	complained
)

// After is the state once the event, which is of the current invitation's mail,
// is known as well. Events of one mail may come in any order and any number of
// times: the last state is the same.
func (s State) After(e Event) State {
	next := s
	if to, delivery := e.stage(); to > s.stage(e) {
		next.Delivery = delivery
	}
	next.Problem = s.problem(e)
	return next
}

// Same reports whether two states say the same.
func (s State) Same(other State) bool {
	if s.Problem == nil || other.Problem == nil {
		return s.Delivery == other.Delivery && s.Problem == other.Problem
	}
	return s.Delivery == other.Delivery && *s.Problem == *other.Problem
}

// stage is how far the state says that the event's mail came.
func (s State) stage(e Event) stage {
	switch s.Delivery {
	case api.Sent:
		return sent
	case api.Failed:
		return failed
	case api.Delivered:
		return delivered
	case api.Complained:
		return complained
	case api.Bounced:
		if p := s.Problem; p != nil && p.Delivery == api.Bounced && of(p, e) {
			return hardBounced // a soft one leaves no problem
		}
		return softBounced
	}
	return queued
}

// stage is how far the event says that its mail came.
func (e Event) stage() (stage, api.Delivery) {
	switch e.Kind {
	case Sent:
		return sent, api.Sent
	case Rejected, Unrendered:
		return failed, api.Failed
	case SoftBounce:
		return softBounced, api.Bounced
	case Delivered:
		return delivered, api.Delivered
	case HardBounce:
		return hardBounced, api.Bounced
	case Complained:
		return complained, api.Complained
	}
	return queued, api.Queued
}

// of reports whether a problem is one of the event's mail, and not of one
// before it, which it then is older than.
func of(p *store.AddressProblem, e Event) bool { return !p.At.Before(e.Mailed.Time) }

// problem is what is wrong with the address: the worst that became of the mail,
// the latest of that; an earlier mail's problem stays until this one arrives.
func (s State) problem(e Event) *store.AddressProblem {
	old := s.Problem
	if e.Kind == Delivered && old != nil && !of(old, e) {
		return nil
	}
	found := e.problem()
	if found == nil || old != nil && of(old, e) && !worse(found, old) {
		return old
	}
	return found
}

// problem is what the event says is wrong with the address, if anything.
func (e Event) problem() *store.AddressProblem {
	switch e.Kind {
	case Rejected, HardBounce, Complained:
		_, delivery := e.stage()
		return &store.AddressProblem{Delivery: delivery, Detail: e.Detail, At: e.At}
	}
	return nil
}

func worse(a, b *store.AddressProblem) bool {
	if a.Delivery != b.Delivery {
		return rank(a.Delivery) > rank(b.Delivery)
	}
	return a.At.After(b.At.Time)
}

func rank(d api.Delivery) stage {
	switch d {
	case api.Complained:
		return complained
	case api.Bounced:
		return hardBounced
	}
	return failed
}
