package privacy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/organization"
	"usher/pkg/lib/email"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// atOnce is how long a request goes on erasing once the account is gone. The schedule does the rest.
const atOnce = 5 * time.Second

// ErasePerson erases the caller: their account, factors and sessions at once, then what organizations have of them. It
// returns invalid_request for another address than theirs, and last_owner with the organizations where nobody else is
// an active Owner; then nothing has changed, unless the caller owns more than ownedAtOnce and one of them lost its
// other Owner in the meantime.
func (s *Service) ErasePerson(
	ctx context.Context, c *access.Caller, in api.ErasePersonInput,
) (api.None, access.Reply, error) {
	var e store.Erasure
	err := store.Retry(ctx, func(ctx context.Context) error {
		known, err := s.Guard.Authenticate(ctx, c, nil)
		if err != nil {
			return err
		}
		if email.Digest(in.Email.Key) != known.Digest {
			return problem.Invalid(problem.Field{Field: "email", Code: invalid.NotAllowed,
				Message: "must be the address that you sign in with"})
		}
		e = store.NewErasure(known.Digest, api.At(s.Now()))
		return s.begin(ctx, &e, func() *audit.Transaction { return known.Begin().WithoutClient() })
	})
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	s.goOn(ctx, &e, c.RequestID)
	return api.None{}, access.Reply{Ended: true}, nil
}

// Erase erases whoever has an address, with or without an account, by an operator. It returns not_found for an address
// that nobody has, and last_owner as ErasePerson does.
func (s *Service) Erase(ctx context.Context, address email.Address, by audit.Actor) error {
	var e store.Erasure
	err := store.Retry(ctx, func(ctx context.Context) error {
		e = store.NewErasure(address.Digest(), api.At(s.Now()))
		e.OperatorID, e.OperatorName = by.ID, by.Name
		return s.begin(ctx, &e, func() *audit.Transaction { return s.Guard.Log.Begin(by, audit.Origin{}) })
	})
	if err == nil {
		s.goOn(ctx, &e, "")
	}
	return err
}

// goOn does what there is time for. What fails is not lost: the schedule comes to it.
func (s *Service) goOn(ctx context.Context, e *store.Erasure, requestID string) {
	ctx, cancel := context.WithTimeout(ctx, atOnce)
	defer cancel()
	_ = s.pass(ctx, e, requestID)
}

// person is what decides whether somebody may be erased.
type person struct {
	identity store.Identity
	known    bool
	passkeys []store.Passkey
	owned    []store.Member // where they are an active Owner
	former   bool           // they have left something behind
	any      bool           // they are a user anywhere
}

func (s *Service) read(ctx context.Context, digest string) (*person, error) {
	p := &person{}
	identity := store.Fetch(store.IdentityKey(digest), &p.identity)
	err := store.Together(ctx,
		func(ctx context.Context) error { return s.Table.Load(ctx, identity) },
		func(ctx context.Context) (err error) {
			p.passkeys, err = store.All[store.Passkey](ctx, s.Table, store.Passkeys(digest))
			return err
		},
		func(ctx context.Context) error {
			all, err := store.All[store.Member](ctx, s.Table, store.Memberships(digest, ""))
			p.any = len(all) > 0
			p.owned = slices.DeleteFunc(all, func(m store.Member) bool { return !organization.Owns(&m) })
			return err
		},
		func(ctx context.Context) error {
			items, _, err := s.Table.Query(ctx, store.FormerUsersOf(digest).Pages(1))
			p.former = len(items) > 0
			return err
		})
	p.known = identity.Found()
	return p, err
}

const (
	// itemsPerOwned is how many items taking an active Owner out of an organization writes.
	itemsPerOwned = 6
	// ownedAtOnce is how many organizations a person may own for the account and its place in them to end in one write:
	// the identity, erasure, app, recovery codes, handle, reset, notice and passkeys are in it too.
	ownedAtOnce = (100 - 7 - api.MaxPasskeys) / itemsPerOwned
)

// begin ends the person's account. It takes them out where they are an Owner in the same write, so that no organization
// is without one; of more than ownedAtOnce first out of the others.
func (s *Service) begin(ctx context.Context, e *store.Erasure, tx func() *audit.Transaction) error {
	digest := store.DigestOf(e.Key)
	if err := s.Accounts.Settle(ctx, digest); err != nil {
		return err
	}
	p, err := s.read(ctx, digest)
	if err != nil {
		return err
	}
	if !p.known && !p.any && !p.former {
		return problem.New(problem.NotFound, "Nobody has this address.")
	}
	owned, err := s.owned(ctx, p.owned)
	if err != nil {
		return err
	}
	for len(owned) > ownedAtOnce {
		part := tx()
		if err := part.Commit(ctx, takeOut(part, e, owned[:ownedAtOnce])...); err != nil {
			return err
		}
		owned = owned[ownedAtOnce:]
	}
	last := tx().WithoutEvent(audit.Erasure)
	endAccount(last.Transaction, p, e)
	if p.known {
		s.Accounts.Notify(last.Transaction, digest, p.identity.Email, "account.erase")
	}
	return last.Commit(ctx, takeOut(last, e, owned)...)
}

// endAccount adds to a transaction that the person has no account and no factors any more, and that what is left of
// them is erased from then on. Without the identity no session works.
func endAccount(t *store.Transaction, p *person, e *store.Erasure) {
	digest := store.DigestOf(e.Key)
	stale := store.FailWith(store.ErrStale)
	e.Handle = p.identity.UserHandle
	for _, left := range p.identity.Left {
		e.Left = append(e.Left, left.Digest)
	}
	t.Put(e.Key, *e, nil)
	t.Delete(store.ResetKey(digest), nil)
	if !p.known {
		t.Check(store.IdentityKey(digest), stale, store.NotExists())
		return
	}
	t.Delete(store.IdentityKey(digest), stale, store.Exists(),
		store.IdentityFactorMoves.IsOrAbsent(p.identity.FactorMoves), store.IdentityMoving.Absent())
	t.Delete(store.TOTPKey(digest), nil)
	t.Delete(store.RecoveryKey(digest), nil)
	if p.identity.UserHandle != "" {
		t.Delete(store.HandleKey(p.identity.UserHandle), nil)
	}
	for _, one := range p.passkeys {
		t.Delete(one.Key, nil)
	}
}

// place is a person as a user of an organization.
type place struct {
	user         store.User
	organization store.Organization
	found        bool
}

// owned reads the organizations that a person owns, except deleted ones. It returns last_owner with those where nobody
// else does.
func (s *Service) owned(ctx context.Context, members []store.Member) ([]place, error) {
	places, err := s.places(ctx, members)
	var alone []string
	left := places[:0]
	for i := range places {
		o := &places[i].organization
		if organization.IsLastOwner(&members[i], o) {
			alone = append(alone, fmt.Sprintf("%s (%s)", o.Name, o.ID))
		}
		if places[i].found && o.DeletedAt == nil {
			left = append(left, places[i])
		}
	}
	if err == nil && len(alone) > 0 {
		err = errLastOwner(alone)
	}
	return left, err
}

// maxNamed is how many organizations an error names.
const maxNamed = 20

func errLastOwner(alone []string) error {
	more := ""
	if n := len(alone) - maxNamed; n > 0 {
		alone, more = alone[:maxNamed], fmt.Sprintf(" and %d more", n)
	}
	return problem.New(problem.LastOwner, "You are the last active Owner of %s%s. Make somebody else an Owner there, "+
		"or delete the organization, first.", strings.Join(alone, ", "), more)
}

// places reads the user and the organization of each membership.
func (s *Service) places(ctx context.Context, members []store.Member) ([]place, error) {
	all := make([]place, len(members))
	users := make([]*store.Read, len(members))
	var reads []*store.Read
	for i := range members {
		users[i] = store.Fetch(store.UserKey(members[i].Org, members[i].User), &all[i].user)
		reads = append(reads, users[i], store.Fetch(store.OrganizationKey(members[i].Org), &all[i].organization))
	}
	err := s.Table.Load(ctx, reads...)
	for i := range all {
		all[i].found = users[i].Found()
	}
	return all, err
}

// takeOut adds to a transaction that the person is out of organizations, and returns the events.
func takeOut(tx *audit.Transaction, e *store.Erasure, places []place) (events []audit.Event) {
	for i := range places {
		event := organization.Erase(tx, &places[i].user, &places[i].organization)
		event.Org, event.Actor = places[i].user.Org, by(e, &places[i].user)
		events = append(events, event)
	}
	return events
}

// by is how the events name who erases a person.
func by(e *store.Erasure, u *store.User) audit.Actor {
	if e.OperatorID != "" {
		return audit.Actor{Type: "operator", ID: e.OperatorID, Name: e.OperatorName}
	}
	return audit.Person(u)
}
