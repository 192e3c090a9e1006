package account

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/link"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// emailLinkLifetime is how long a person has to follow the link to a new address.
const emailLinkLifetime = 24 * time.Hour

// GetEmailChange reads the caller's address, and the one that is to take its place.
func (s *Service) GetEmailChange(ctx context.Context, c *access.Caller, _ api.None) (api.EmailChange, error) {
	var asked store.EmailChange
	read := store.Fetch(store.EmailChangeKey(digestOf(c)), &asked)
	known, err := s.Guard.Authenticate(ctx, c, nil, read)
	if err != nil {
		return api.EmailChange{}, err
	}
	if !read.Found() || !s.Now().Before(asked.ExpiresAt.Time) {
		return api.EmailChange{Email: known.Email}, nil
	}
	return viewEmailChange(known.Email, &asked), nil
}

func viewEmailChange(now string, asked *store.EmailChange) api.EmailChange {
	return api.EmailChange{Email: now, Pending: &api.PendingEmail{Email: asked.Email, RequestedAt: asked.RequestedAt,
		ExpiresAt: asked.ExpiresAt}}
}

// RequestEmailChange has a link mailed to a new address, in place of any before. It does and answers the same for an
// address that has an account: that is found out only when the mail is made. It returns invalid_request for the address
// that the caller has, and too_many_requests.
func (s *Service) RequestEmailChange(
	ctx context.Context, c *access.Caller, in api.RequestEmailChangeInput,
) (out api.EmailChange, err error) {
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, err = s.requestEmailChange(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) requestEmailChange(
	ctx context.Context, c *access.Caller, in api.RequestEmailChangeInput,
) (api.EmailChange, error) {
	p := &Person{Digest: digestOf(c)}
	known, err := s.Guard.Authenticate(ctx, c, nil, p.Fetch())
	if err == nil && in.Email.Digest() == p.Digest {
		err = problem.Invalid(problem.Field{Field: "email", Code: invalid.NotAllowed, Message: "is your address already"})
	}
	if err != nil {
		return api.EmailChange{}, err
	}
	now := api.At(s.Now())
	key := store.EmailChangeKey(p.Digest)
	asked := store.EmailChange{Key: key, Email: in.Email.Display, Nonce: link.NewNonce(s.IDs), RequestedAt: now,
		ExpiresAt: api.At(now.Add(emailLinkLifetime).Truncate(time.Second)), TTL: now.Add(2 * emailLinkLifetime).Unix()}
	tx := known.Begin().WithoutEvent(audit.EmailAsked)
	handle := s.handle(tx.Transaction, p) // what follows the account from one address to the next
	s.Limits.Take(tx.Transaction, ratelimit.EmailChanges, handle)
	tx.Put(key, asked, nil)
	s.putNotice(tx.Transaction, p.Digest, store.Notice{Change: store.EmailAsked, Email: asked.Email, At: now,
		Nonce: asked.Nonce, ExpiresAt: &asked.ExpiresAt})
	return viewEmailChange(p.Identity.Email, &asked), tx.Commit(ctx)
}

// CancelEmailChange ends the change of address that the caller has asked for, if any.
func (s *Service) CancelEmailChange(ctx context.Context, c *access.Caller, _ api.None) (api.None, error) {
	known, err := s.Guard.Authenticate(ctx, c, nil)
	if err != nil {
		return api.None{}, err
	}
	tx := known.Begin().WithoutEvent(audit.EmailAsked)
	tx.Delete(store.EmailChangeKey(known.Digest), nil)
	return api.None{}, tx.Commit(ctx)
}
