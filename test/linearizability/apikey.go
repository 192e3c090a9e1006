package linearizability

import (
	"slices"
	"strings"

	"usher/pkg/api"
	"usher/pkg/core/access"
)

// The rules of API keys: a key is its person's, and ends with them or with a key that it was made with, or becomes
// somebody else's. The state has the keys that work, so that the answers tell which those are.

func isKey(actor string) bool { return strings.HasPrefix(actor, "key_") }

// WithKey is the state with one more key.
func (s *State) WithKey(k Key) *State {
	return s.next(slices.Clone(s.Users), append(slices.Clone(s.Keys), k))
}

// withoutKey is the state without a key and those that were made with it.
func (s *State) withoutKey(id string) *State {
	keys := slices.DeleteFunc(slices.Clone(s.Keys), func(k Key) bool {
		return k.ID == id || strings.Contains(k.Ancestors, id+" ")
	})
	return s.next(slices.Clone(s.Users), keys)
}

// keysTo is the state in which a user's keys are an heir's, or where there is none have ended.
func (s *State) keysTo(user, heir string) *State {
	var keys []Key
	for _, k := range s.Keys {
		if k.Root == user {
			k.Root = heir
		}
		if k.Root != "" {
			keys = append(keys, k)
		}
	}
	return s.next(slices.Clone(s.Users), keys)
}

func (s *State) apiKey(id string) (Key, bool) {
	i := slices.IndexFunc(s.Keys, func(k Key) bool { return k.ID == id })
	if i < 0 {
		return Key{}, false
	}
	return s.Keys[i], true
}

func (s *State) byID(id string) (User, bool) {
	i := slices.IndexFunc(s.Users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return User{}, false
	}
	return s.Users[i], true
}

// holder is the id of the person that a caller is, or whose key it is.
func holder(s *State, actor string) string {
	if k, ok := s.apiKey(actor); ok {
		return k.Root
	}
	u, _ := s.find(actor)
	return u.ID
}

// keyMade is the state with the key that the caller has made. One whose id is not known is as good as not there.
func keyMade(s *State, in Input, out Output) []*State {
	if out.Unknown || s.Suspended || !mayAct(s, in.Actor) || tooDeep(s, in.Actor) {
		return nil
	}
	k := Key{ID: out.ID, Root: holder(s, in.Actor), Role: in.Role}
	if by, ok := s.apiKey(in.Actor); ok {
		k.Ancestors = by.Ancestors + by.ID + " "
	}
	return []*State{s.WithKey(k)}
}

// tooDeep reports whether a key descends from as many as it may.
func tooDeep(s *State, id string) bool {
	k, ok := s.apiKey(id)
	return ok && strings.Count(k.Ancestors, " ") >= access.MaxAncestors
}

// sponsor is whose word the invitation to a role is.
func sponsor(s *State, actor string, role api.Role) string {
	if role != api.Owner {
		return ""
	}
	return holder(s, actor)
}

// forsaken reports whether an invited user is to be an Owner on the word of somebody who is no active Owner any more.
func forsaken(s *State, u User) bool {
	if u.Status != api.Invited || u.Sponsor == "" {
		return false
	}
	by, _ := s.byID(u.Sponsor)
	return !by.activeOwner()
}

// mayBeCancelled are the states that this one may have become, for who is forsaken is cancelled at some time.
func mayBeCancelled(s *State) []*State {
	all := []*State{s}
	for _, u := range s.Users {
		if forsaken(s, u) {
			for _, other := range all {
				all = append(all, other.without(u.Address))
			}
		}
	}
	return all
}
