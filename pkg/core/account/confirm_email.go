package account

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// wayBack is how long an account can be taken back after its address was changed. Until then nobody else makes an
// account with the address.
const wayBack = 72 * time.Hour

// ConfirmEmailChange gives the caller's account the address that a link was mailed to, and ends all its sessions: in
// one write, from which on it signs in with that address. What the person has is carried over behind it, and if that is
// interrupted at the next sign-in or by the schedule. It returns not_found for what is not a link of ours, for another
// account's, and once it was used, replaced or has expired; and email_taken where the address is another account's, or
// was until a moment ago.
func (s *Service) ConfirmEmailChange(
	ctx context.Context, c *access.Caller, in api.EmailToken,
) (api.None, access.Reply, error) {
	followed, err := s.Links.OpenEmailChange(ctx, in.Token)
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	moved := &Person{}
	err = store.Retry(ctx, func(ctx context.Context) error { return s.confirmEmailChange(ctx, c, followed, moved) })
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	_ = s.settle(ctx, moved) // what is left is finished later
	return api.None{}, access.Reply{Ended: true}, nil
}

// confirmEmailChange returns store.ErrStale where the account has changed since it was read.
func (s *Service) confirmEmailChange(ctx context.Context, c *access.Caller, followed link.Reset, moved *Person) error {
	var asked store.EmailChange
	p, read := &Person{Digest: digestOf(c)}, store.Fetch(store.EmailChangeKey(digestOf(c)), &asked)
	known, err := s.Guard.Authenticate(ctx, c, nil, read, p.Fetch())
	if err == nil && (followed.Digest != p.Digest || asked.Nonce != followed.Nonce || !read.Found() ||
		!s.Now().Before(asked.ExpiresAt.Time)) {
		err = link.NoEmailLink()
	}
	if err != nil {
		return err
	}
	now, to := api.At(s.Now()), email.Lenient(asked.Email)
	tx := known.Begin().WithoutEvent(audit.EmailMoved)
	tx.Delete(asked.Key, store.FailWith(link.NoEmailLink()), store.EmailChangeNonce.Is(asked.Nonce))
	next := p.Identity
	next.Email, next.Moving = asked.Email, &store.Moving{From: p.Digest, Email: p.Identity.Email, At: now}
	next.Left = leave(p.Identity.Left, p.Digest, now)
	*moved = s.relocate(tx.Transaction, p, to.Digest(), next)
	key := store.FormerKey(p.Digest)
	former := store.Former{Key: key, Email: p.Identity.Email, Handle: next.UserHandle, Nonce: link.NewNonce(s.IDs),
		ExpiresAt: api.At(now.Add(wayBack).Truncate(time.Second)), TTL: now.Add(wayBack + time.Hour).Unix()}
	tx.Put(key, former, nil)
	s.putNotice(tx.Transaction, p.Digest, store.Notice{Change: store.EmailChanged, Email: former.Email, At: now,
		Other: asked.Email, Under: to.Digest(), Nonce: former.Nonce, ExpiresAt: &former.ExpiresAt})
	return tx.Commit(ctx)
}

// relocate adds to a transaction that an account is under another digest, as the identity says, with no session, and
// that what it has is still to be carried over. The transaction fails with email_taken where the address is another
// account's, or kept for one, and with store.ErrStale where this one has changed since it was read.
func (s *Service) relocate(t *store.Transaction, p *Person, digest string, next store.Identity) Person {
	was, stale := &p.Identity, store.FailWith(store.ErrStale)
	t.Delete(was.Key, stale, store.IdentityGeneration.Is(was.Generation), store.IdentityPasswordHash.Is(was.PasswordHash),
		store.IdentityFactorMoves.IsOrAbsent(was.FactorMoves), store.IdentityUserHandle.Is(was.UserHandle),
		store.Either(store.IdentityRecoveryCodes.Absent(), store.IdentityRecoveryCodes.Is(was.RecoveryCodes)),
		store.IdentityMoving.Absent())
	next.Key, next.Generation, next.UpdatedAt = store.IdentityKey(digest), was.Generation+1, next.Moving.At
	next.Sessions, next.SessionMoves = 0, 0
	t.Put(next.Key, next, store.FailWith(errAccountTaken()), store.NotExists())
	t.Delete(store.FormerKey(digest), store.FailWith(errAccountTaken()), free(s.Now(), next.UserHandle))
	t.Change(store.HandleKey(next.UserHandle), []store.Change{store.HandleDigest.Set(digest)}, stale,
		store.HandleDigest.Is(p.Digest))
	marker := store.NewMarker(digest, next.Moving.At)
	t.Put(marker.Key, marker, nil)
	return Person{Digest: digest, Identity: next}
}

// free holds of a former address that is kept for no account, or for the one with a handle.
func free(now time.Time, handle string) store.Condition {
	return store.Either(store.NotExists(), store.FormerExpiresAt.Below(api.At(now)), store.FormerHandle.Is(handle))
}

func errAccountTaken() error {
	return problem.New(problem.EmailTaken,
		"There is an account with this address, or there was one less than 72 hours ago. Sign in to that one, or ask for "+
			"another address.")
}

// leave notes that an account leaves an address, and forgets those that there is no way back to any more. One that is
// left for the second time keeps its place: ways back of addresses that came later do not outlive its own.
func leave(left []store.Left, digest string, now api.Time) []store.Left {
	left = slices.DeleteFunc(slices.Clone(left), func(l store.Left) bool { return now.Sub(l.Last.Time) > wayBack })
	for i := range left {
		if left[i].Digest == digest {
			left[i].Last = now
			return left
		}
	}
	return append(left, store.Left{Digest: digest, Since: now, Last: now})
}
