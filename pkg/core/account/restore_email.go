package account

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// ViewEmailRestoration says which address a link gives back, to whoever holds it. It only reads, and returns not_found
// as RestoreEmail does.
func (s *Service) ViewEmailRestoration(
	ctx context.Context, _ *access.Caller, in api.EmailToken,
) (api.EmailRestoration, error) {
	former, err := s.readFormer(ctx, in.Token)
	return api.EmailRestoration{Email: former.Email, ExpiresAt: former.ExpiresAt}, err
}

// readFormer reads the address that a link gives back.
func (s *Service) readFormer(ctx context.Context, token string) (former store.Former, err error) {
	followed, err := s.Links.OpenEmailRestore(ctx, token)
	if err != nil {
		return former, err
	}
	read := store.Fetch(store.FormerKey(followed.Digest), &former)
	err = s.Table.Load(ctx, read)
	if err == nil && (!read.Found() || former.Nonce != followed.Nonce || !s.Now().Before(former.ExpiresAt.Time)) {
		return store.Former{}, link.NoEmailLink()
	}
	return former, err
}

// RestoreEmail gives an account back the address that it had, with the link that was mailed there, wherever it is now:
// with a new password, and without sessions, API keys, recovery codes, known browsers and young factors. It returns
// not_found for what is not a link of ours, once it was used or another change has taken its place, or it has expired,
// and invalid_request with the reason for a password that is too weak.
func (s *Service) RestoreEmail(
	ctx context.Context, c *access.Caller, in api.RestoreEmailInput,
) (api.None, access.Reply, error) {
	former, err := s.readFormer(ctx, in.Token)
	if err == nil {
		err = validatePassword(in.Password, former.Email)
	}
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	hash, err := s.Hasher.Hash(in.Password)
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	moved, reply := &Person{}, access.Reply{}
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		reply.Device, err = s.restoreEmail(ctx, c, &former, hash, moved)
		return err
	})
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	_ = s.settle(ctx, moved) // what is left is finished later
	return api.None{}, reply, nil
}

// restoreEmail returns store.ErrStale where the account has changed since it was read.
func (s *Service) restoreEmail(
	ctx context.Context, c *access.Caller, former *store.Former, hash string, moved *Person,
) (*access.Device, error) {
	p, f, err := s.readAccount(ctx, former.Handle)
	if err != nil {
		return nil, err
	}
	digest, now := store.DigestOf(former.Key), api.At(s.Now())
	left := leave(p.Identity.Left, p.Digest, now)
	since := leftSince(left, digest, former)
	next := p.Identity
	next.Email, next.PasswordHash, next.FactorMoves = former.Email, hash, next.FactorMoves+1
	recovers := api.At(since.Add(-wayBack))
	next.Moving = &store.Moving{From: p.Digest, Email: p.Identity.Email, At: now, Recovers: &recovers}
	f.recoverTo(&next, recovers)
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.EmailMoved)
	tx.Check(former.Key, store.FailWith(link.NoEmailLink()), store.FormerNonce.Is(former.Nonce))
	next.Left = s.forgetLater(tx.Transaction, p, left, digest, since)
	*moved = s.relocate(tx.Transaction, p, digest, next)
	here := store.FormerKey(p.Digest)
	tx.Put(here, store.Former{Key: here, Email: p.Identity.Email, Handle: next.UserHandle,
		ExpiresAt: api.At(now.Add(wayBack)), TTL: now.Add(wayBack + time.Hour).Unix()}, nil)
	s.putNotice(tx.Transaction, p.Digest, store.Notice{Change: store.EmailRestored, Email: p.Identity.Email, At: now,
		Other: former.Email, Under: digest})
	s.notify(tx.Transaction, moved, "")
	s.Limits.Forget(tx.Transaction, ratelimit.SignInsByAddress, digest)
	device := s.knowDevice(tx.Transaction, digest)
	return device, tx.Commit(ctx)
}

// readAccount reads the account with a handle, and its factors, once all of it is under its present address.
func (s *Service) readAccount(ctx context.Context, handle string) (*Person, *factors, error) {
	var of store.Handle
	if err := s.Table.Load(ctx, store.Fetch(store.HandleKey(handle), &of)); err != nil {
		return nil, nil, err
	}
	p, f := &Person{Digest: of.Digest}, &factors{}
	err := s.Table.Load(ctx, p.Fetch())
	if err == nil && !p.Known() {
		err = link.NoEmailLink()
	}
	if err == nil {
		err = s.settle(ctx, p)
	}
	if err == nil {
		err = store.Together(ctx,
			func(ctx context.Context) error { return s.Table.Load(ctx, append(f.fetch(p.Digest), p.Fetch())...) },
			func(ctx context.Context) error { return s.readPasskeys(ctx, p.Digest, &f.passkeys) })
	}
	return p, f, err
}

// recoverTo has the identity say which factors are left of an account that is taken back.
func (f *factors) recoverTo(i *store.Identity, before api.Time) {
	i.TOTP = f.totp.ConfirmedAt != nil && f.totp.CreatedAt.Before(before.Time)
	i.Passkeys, i.RecoveryCodes = 0, 0
	for _, p := range f.passkeys {
		if p.CreatedAt.Before(before.Time) {
			i.Passkeys++
		}
	}
}

// leftSince is since when the account has been away from an address.
func leftSince(left []store.Left, digest string, former *store.Former) api.Time {
	if i := slices.IndexFunc(left, func(l store.Left) bool { return l.Digest == digest }); i >= 0 {
		return left[i].Since
	}
	return api.At(former.ExpiresAt.Add(-wayBack))
}

// forgetLater adds to a transaction that there is no way back to the addresses which the account has left since it left
// the one that it is given back: whoever took it may have led it over some of theirs. It returns the others.
func (s *Service) forgetLater(
	t *store.Transaction, p *Person, left []store.Left, digest string, since api.Time,
) (others []store.Left) {
	for _, l := range left {
		switch {
		case l.Digest == digest:
		case l.Digest == p.Digest: // where it is now, which is kept, without a way back
			others = append(others, l)
		case l.Since.After(since.Time):
			t.Delete(store.FormerKey(l.Digest), store.FailWith(store.ErrStale), free(s.Now(), p.Identity.UserHandle))
		default:
			others = append(others, l)
		}
	}
	return others
}
