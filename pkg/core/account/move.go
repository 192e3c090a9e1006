package account

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/seat"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// maxMoved is how many items one organization's part of a change of address takes at most: both memberships, user,
// organization and event, and of an invitation that is withdrawn user, open invitation, waiting mail, picture,
// names key and event.
const maxMoved = 11

// settle finishes a change of address: what the person has under their digest before is carried over, organization by
// organization and item by item, each of them whole. It may be interrupted anywhere and run any number of times, also
// at the same time: what is carried over is not found again. No session begins before it has returned nil, so that
// nobody acts with only a part of what they have. It does nothing where there is nothing to finish.
func (s *Service) settle(ctx context.Context, p *Person) error {
	m := p.Identity.Moving
	if m == nil {
		return nil
	}
	for _, part := range []func(context.Context, *Person) error{
		s.moveMemberships, s.moveFormerUsers, s.moveItems, s.moveRecord, s.moved} {
		if err := part(ctx, p); err != nil {
			return err
		}
	}
	p.Identity.Moving = nil
	return nil
}

// moved ends the change. That another request has ended it is as good.
func (s *Service) moved(ctx context.Context, p *Person) error {
	tx := s.beginMove()
	tx.Change(store.IdentityKey(p.Digest), []store.Change{store.IdentityMoving.Clear()}, store.FailWith(store.ErrStale),
		store.IdentityMovingFrom.Is(p.Identity.Moving.From))
	tx.Delete(store.MarkerKey(p.Digest), nil)
	if err := tx.WithoutEvent(audit.EmailMoved).Commit(ctx); !errors.Is(err, store.ErrStale) {
		return err
	}
	return nil
}

func (s *Service) beginMove() *audit.Transaction {
	return s.Guard.Log.Begin(audit.Actor{}, audit.Origin{})
}

// moveMemberships carries over the memberships with their users, and so what the lists, search and the audit log of
// each organization show.
func (s *Service) moveMemberships(ctx context.Context, p *Person) error {
	span := store.Memberships(p.Identity.Moving.From, "").Pages(maxItems / maxMoved)
	return s.Table.Each(ctx, span, func(items []store.Item) error {
		members, err := store.DecodeAll[store.Member](items)
		if err != nil {
			return err
		}
		return store.Retry(ctx, func(ctx context.Context) error { return s.movePage(ctx, p, members) })
	})
}

// seatMoved is what is read of one membership on its way.
type seatMoved struct {
	member, other     store.Member // other: what is under the new address already
	user, invited     store.User
	organization      store.Organization
	isMember, isOther *store.Read
	isUser, isInvited *store.Read
	isOrganization    *store.Read
}

// fetch asks for the membership as it is now, and what belongs to it.
func (m *seatMoved) fetch(of *store.Member, digest string) []*store.Read {
	m.isMember = store.Fetch(of.Key, &m.member)
	m.isOther = store.Fetch(store.MemberKey(digest, of.Org), &m.other)
	m.isUser = store.Fetch(store.UserKey(of.Org, of.User), &m.user)
	m.isOrganization = store.Fetch(store.OrganizationKey(of.Org), &m.organization)
	return []*store.Read{m.isMember, m.isOther, m.isUser, m.isOrganization}
}

// movePage carries over some memberships in one transaction. It returns store.ErrStale where any of them has changed.
func (s *Service) movePage(ctx context.Context, p *Person, members []store.Member) error {
	page, reads := make([]seatMoved, len(members)), []*store.Read{}
	for i := range members {
		reads = append(reads, page[i].fetch(&members[i], p.Digest)...)
	}
	if err := s.Table.Load(ctx, reads...); err != nil {
		return err
	}
	if err := s.readInvited(ctx, page); err != nil {
		return err
	}
	tx := s.beginMove()
	var events []audit.Event
	for i := range page {
		events = append(events, s.moveOne(tx, p, &page[i])...)
	}
	if tx.Len() == 0 {
		return nil
	}
	if len(events) == 0 {
		tx.WithoutEvent(audit.Purge)
	}
	return tx.Commit(ctx, events...)
}

// readInvited reads the users who are invited under the new address where the person is already.
func (s *Service) readInvited(ctx context.Context, page []seatMoved) error {
	var reads []*store.Read
	for i := range page {
		if m := &page[i]; m.isOther.Found() {
			m.isInvited = store.Fetch(store.UserKey(m.other.Org, m.other.User), &m.invited)
			reads = append(reads, m.isInvited)
		}
	}
	return s.Table.Load(ctx, reads...)
}

// moveOne adds to a transaction that one membership is carried over, and returns the events of it. An invitation that
// came to the old address since the person left it stays there: it is not theirs.
func (s *Service) moveOne(tx *audit.Transaction, p *Person, m *seatMoved) []audit.Event {
	stale, u := store.FailWith(store.ErrStale), &m.user
	if !m.isMember.Found() {
		return nil
	}
	before := m.member
	conditions := []store.Condition{store.MemberUser.Is(before.User), store.MemberRole.Is(before.Role),
		store.MemberStatus.Is(before.Status), store.MemberKeysEpoch.IsOrAbsent(before.KeysEpoch)}
	if !m.isUser.Found() || !m.isOrganization.Found() || m.organization.PurgedAt != nil {
		tx.Delete(before.Key, stale, conditions...) // the organization is being purged
		return nil
	}
	if before.Status == api.Invited && u.CreatedAt.After(p.Identity.Moving.At.Time) {
		return nil
	}
	events := s.withdraw(tx, m)
	is := audit.OfMember(&before)
	e := audit.Event{Org: before.Org, Action: "user.email", Actor: audit.Member(&before),
		Changes: []audit.Change{{Field: "email", Before: is.Says(before.Email), After: is.Says(p.Identity.Email)}}}
	after := before
	after.Key, after.Email = store.MemberKey(p.Digest, before.Org), p.Identity.Email
	changes := s.readdress(u, p.Identity.Email)
	if p.Identity.Moving.Recovers != nil {
		after.KeysEpoch++
		changes = append(changes, store.UserKeysEpoch.Set(after.KeysEpoch),
			store.UserSecondFactor.Set(before.Status != api.Invited && p.Identity.SecondFactor()))
		e.Changes = append(e.Changes, audit.Change{Field: "api_keys", Before: is.Says(before.Email)})
	}
	e.Target = audit.User(u)
	tx.Delete(before.Key, stale, conditions...)
	tx.Put(after.Key, after, stale, m.free())
	tx.Change(u.Key, changes, stale, store.UserVersion.Is(u.Version), store.UserStatus.Is(u.Status),
		store.UserKeysEpoch.IsOrAbsent(before.KeysEpoch))
	tx.Check(m.organization.Key, stale, store.Exists(), store.OrganizationPurgedAt.Absent())
	return append(events, e)
}

func addressOf(typed string) string { return email.Lenient(typed).Key }

// readdress gives the user another address, and returns what writes it.
func (s *Service) readdress(u *store.User, to string) []store.Change {
	u.Email, u.Address = to, addressOf(to)
	u.Arrange()
	return append(u.Orders.Changes(), store.UserEmail.Set(u.Email), store.UserAddress.Set(u.Address),
		store.UserAddressProblem.Clear(), store.UserVersion.Add(1), store.UserUpdatedAt.Set(api.At(s.Now())))
}

// free holds while the person's place under the new address is as it was read: empty, or an invitation's.
func (m *seatMoved) free() store.Condition {
	if m.isOther.Found() {
		return store.MemberUser.Is(m.other.User)
	}
	return store.NotExists()
}

// withdraw adds to a transaction that an invitation of the new address to an organization goes where the person is
// already, and returns the event of it.
func (s *Service) withdraw(tx *audit.Transaction, m *seatMoved) []audit.Event {
	if !m.isOther.Found() || !m.isInvited.Found() {
		return nil
	}
	u := &m.invited
	tx.Delete(u.Key, store.FailWith(store.ErrStale), store.UserVersion.Is(u.Version), store.UserStatus.Is(u.Status))
	if key, open := u.OpenInvitation(); open {
		tx.Delete(key, nil)
	}
	tx.Delete(store.WaitingKey(u.Org, u.ID), nil)
	tx.Delete(store.LogoKey(u.Org, u.ID), nil)
	former := store.NewFormerUser(u)
	tx.Put(former.Key, former, nil)
	is := audit.Of(u)
	seat.Move{From: u.Status, FromRole: u.Role}.Apply(tx.Transaction, u.Org)
	return []audit.Event{{Org: u.Org, Action: "user.remove", Actor: audit.Member(&m.member), Target: audit.User(u),
		Changes: []audit.Change{
			{Field: "email", Before: is.Says(u.Email)}, {Field: "first_name", Before: is.Says(u.FirstName)},
			{Field: "last_name", Before: is.Says(u.LastName)}, {Field: "role", Before: u.Role},
			{Field: "status", Before: u.Status}}}}
}

// moveFormerUsers carries over the keys that the person has left behind in organizations, for their erasure to find.
func (s *Service) moveFormerUsers(ctx context.Context, p *Person) error {
	return store.Retry(ctx, func(ctx context.Context) error {
		return s.Table.Each(ctx, store.FormerUsersOf(p.Identity.Moving.From).Pages(maxItems), func(items []store.Item) error {
			if len(items) == 0 {
				return nil
			}
			tx := s.beginMove().WithoutEvent(audit.EmailMoved)
			for _, item := range items {
				tx.Change(item.Key(), []store.Change{store.FormerUserOf(p.Digest)}, store.FailWith(store.ErrStale), store.Exists())
			}
			return tx.Commit(ctx)
		})
	})
}

// moveItems carries over what else is the person's: factors, known devices. Sessions and links end.
func (s *Service) moveItems(ctx context.Context, p *Person) error {
	return s.moveAll(ctx, store.Person(p.Identity.Moving.From), p.Digest, func(item store.Item) fate {
		switch item.Kind() {
		case store.KindMember, store.KindNotice, store.KindFormer, store.KindMarker, store.KindIdentity:
			return stays
		case store.KindSession, store.KindReset, store.KindEmailChange:
			return ends
		}
		if r := p.Identity.Moving.Recovers; r != nil && !trusted(item, *r) {
			return ends
		}
		return moves
	})
}

// trusted reports whether an item outlives that an account is taken back: whoever was in it may have added all that is
// younger, and knows the codes.
func trusted(item store.Item, before api.Time) bool {
	var made struct {
		CreatedAt api.Time `dynamodbav:"created_at"`
	}
	if item.Kind() == store.KindDevice || item.Kind() == store.KindRecovery {
		return false
	}
	return item.Decode(&made) == nil && made.CreatedAt.Before(before.Time)
}

// moveRecord carries over the person's own record of sign-ins.
func (s *Service) moveRecord(ctx context.Context, p *Person) error {
	record := store.Activities(p.Identity.Moving.From)
	record.Backwards = false
	return s.moveAll(ctx, record, p.Digest, func(store.Item) fate { return moves })
}

// fate is what becomes of an item.
type fate int

const (
	stays fate = iota
	ends
	moves
)

// moveAll carries over the items of a range. One that another request has carried over in the meantime is left alone,
// for it may have changed since.
func (s *Service) moveAll(ctx context.Context, span store.Range, to string, decide func(store.Item) fate) error {
	return store.Retry(ctx, func(ctx context.Context) error {
		return s.Table.Each(ctx, span.Pages(maxItems/2), func(items []store.Item) error {
			return s.moveSome(ctx, items, to, decide)
		})
	})
}

func (s *Service) moveSome(
	ctx context.Context, items []store.Item, to string, decide func(store.Item) fate,
) error {
	tx := s.beginMove().WithoutEvent(audit.EmailMoved)
	for _, item := range items {
		what := decide(item)
		if what == stays {
			continue
		}
		tx.Delete(item.Key(), store.FailWith(store.ErrStale), store.Exists())
		if what == moves {
			there := item.Under(to)
			tx.Put(there.Key(), there, nil)
		}
	}
	if tx.Len() == 0 {
		return nil
	}
	return tx.Commit(ctx)
}

// FinishEmailChanges finishes the changes of addresses that were interrupted, and returns how many. One that fails does
// not hold up the others.
func (s *Service) FinishEmailChanges(ctx context.Context) (finished int, err error) {
	var failed []error
	err = s.Table.Each(ctx, store.MovingUntil(api.At(s.Now())), func(items []store.Item) error {
		for _, item := range items {
			err := s.Settle(ctx, store.DigestOf(item.Key()))
			if err == nil {
				finished++
			}
			failed = append(failed, err)
		}
		return nil
	})
	return finished, errors.Join(append(failed, err)...)
}

// Settle finishes the change of address of the person with a digest, where one is under way.
func (s *Service) Settle(ctx context.Context, digest string) error {
	p := &Person{Digest: digest}
	if err := s.Table.Load(ctx, p.Fetch()); err != nil {
		return err
	}
	return s.settle(ctx, p)
}
