package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// Found is what an operator sees of a person.
type Found struct {
	Email       string
	Known       bool // they have a password; otherwise they are only invited
	Since       api.Time
	Sessions    []store.Session
	Memberships []store.Member
	Names       Names
}

// Find reads a person for an operator, and notes in the audit log of each of their organizations that they did. It
// returns not_found for an address that nobody has signed in with and nobody has invited.
func (s *Service) Find(ctx context.Context, address email.Address, by audit.Actor) (Found, error) {
	p, members, err := s.lookUp(ctx, address)
	if err != nil {
		return Found{}, err
	}
	f := Found{Email: address.Display, Known: p.Known(), Since: p.Identity.CreatedAt, Memberships: members, Names: Names{}}
	if f.Sessions, err = s.liveSessions(ctx, p); err != nil {
		return Found{}, err
	}
	all := Person{Members: members}
	if err := s.Table.Load(ctx, f.Names.Reads(all.Organizations())...); err != nil {
		return Found{}, err
	}
	return f, s.tell(ctx, members, "person.find", by, nil)
}

// EndSessions ends all of a person's sessions, by an operator, and notes it in the audit log of each of their
// organizations. A retry ends those that have begun since. It returns not_found for somebody without an account.
func (s *Service) EndSessions(ctx context.Context, address email.Address, by audit.Actor) error {
	p, members, err := s.lookUp(ctx, address)
	if err == nil && !p.Known() {
		err = problem.New(problem.NotFound, "%s has no account.", address.Display)
	}
	if err != nil {
		return err
	}
	return s.tell(ctx, members, "person.end_sessions", by, func(tx *audit.Transaction) {
		tx.Change(store.IdentityKey(p.Digest), []store.Change{store.IdentityGeneration.Add(1),
			store.IdentityUpdatedAt.Set(api.At(s.Now()))}, store.FailWith(store.ErrStale), store.Exists())
	})
}

// ResetFactors removes all of a person's factors beside the password, by an operator, for somebody who has lost them
// all: their sessions end, they are mailed, and it is noted in the audit log of each of their organizations. It returns
// not_found for somebody without an account, and invalid_state where there are no factors.
func (s *Service) ResetFactors(ctx context.Context, address email.Address, by audit.Actor) error {
	return store.Retry(ctx, func(ctx context.Context) error {
		p, members, err := s.lookUp(ctx, address)
		if err == nil && !p.Known() {
			err = problem.New(problem.NotFound, "%s has no account.", address.Display)
		}
		if err == nil && !p.Identity.SecondFactor() {
			err = problem.New(problem.InvalidState, "%s has no second factor.", address.Display)
		}
		var passkeys []store.Passkey
		if err == nil {
			err = s.readPasskeys(ctx, p.Digest, &passkeys)
		}
		if err != nil {
			return err
		}
		return s.tell(ctx, members, "person.reset_factors", by, func(tx *audit.Transaction) {
			s.removeFactors(tx.Transaction, p, passkeys)
		}, showFactor(false))
	})
}

// showFactor has an organization see whether somebody who has joined it has a second factor.
func showFactor(has bool) func(*audit.Transaction, *store.Member) {
	return func(tx *audit.Transaction, m *store.Member) {
		if m.Status != api.Invited {
			tx.Change(store.UserKey(m.Org, m.User), []store.Change{store.UserSecondFactor.Set(has)},
				store.FailWith(store.ErrStale), store.Exists())
		}
	}
}

// removeFactors adds to a transaction that a person has no factors any more, and is signed out everywhere.
func (s *Service) removeFactors(t *store.Transaction, p *Person, passkeys []store.Passkey) {
	t.Change(store.IdentityKey(p.Digest), []store.Change{store.IdentityTOTP.Set(false), store.IdentityPasskeys.Set(0),
		store.IdentityRecoveryCodes.Set(0), store.IdentityFactorMoves.Add(1), store.IdentityGeneration.Add(1),
		store.IdentityUpdatedAt.Set(api.At(s.Now()))}, store.FailWith(store.ErrStale), store.Exists(),
		store.IdentityFactorMoves.IsOrAbsent(p.Identity.FactorMoves))
	t.Delete(store.TOTPKey(p.Digest), nil)
	t.Delete(store.RecoveryKey(p.Digest), nil)
	for i := range passkeys {
		t.Delete(passkeys[i].Key, nil)
	}
	s.notify(t, p, "factors.reset")
}

// lookUp reads a person and all their memberships, also those they have not accepted.
func (s *Service) lookUp(ctx context.Context, address email.Address) (*Person, []store.Member, error) {
	p := &Person{Digest: address.Digest()}
	if err := s.Table.Load(ctx, p.Fetch()); err != nil {
		return nil, nil, err
	}
	if err := s.settle(ctx, p); err != nil {
		return nil, nil, err
	}
	members, err := store.All[store.Member](ctx, s.Table, store.Memberships(p.Digest, ""))
	if err == nil && !p.Known() && len(members) == 0 {
		err = problem.New(problem.NotFound, "Nobody has this address.")
	}
	return p, members, err
}

func (s *Service) liveSessions(ctx context.Context, p *Person) (live []store.Session, err error) {
	all, err := store.All[store.Session](ctx, s.Table, store.Sessions(p.Digest))
	for _, one := range all {
		if !one.Ended(s.Now()) && one.Generation == p.Identity.Generation {
			live = append(live, one)
		}
	}
	return live, err
}

// tell commits a change to a person, if any, with an event in each of their organizations, and what each adds to the
// membership's. Those that find no room in the transaction follow in further ones.
func (s *Service) tell(
	ctx context.Context, members []store.Member, action string, by audit.Actor, change func(*audit.Transaction),
	each ...func(*audit.Transaction, *store.Member),
) error {
	for first := true; first && change != nil || len(members) > 0; first = false {
		tx := s.Guard.Log.Begin(by, audit.Origin{})
		if first && change != nil {
			change(tx)
		}
		if len(members) == 0 {
			tx.WithoutEvent(audit.NoOrganization)
		}
		fit := min(len(members), (maxItems-tx.Len())/(1+len(each)))
		var events []audit.Event
		for i := range members[:fit] {
			events = append(events, audit.Event{Org: members[i].Org, Action: action, Target: audit.UserOf(&members[i])})
			for _, add := range each {
				add(tx, &members[i])
			}
		}
		if err := tx.Commit(ctx, events...); err != nil {
			return err
		}
		members = members[fit:]
	}
	return nil
}
