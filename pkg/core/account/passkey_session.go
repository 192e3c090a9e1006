package account

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

// CreatePasskeySessionOptions says what the browser is to ask for a passkey with, whosever it is. It returns
// too_many_requests to a client that asks too often.
func (s *Service) CreatePasskeySessionOptions(
	ctx context.Context, c *access.Caller, _ api.None,
) (api.PasskeyOptions, error) {
	tx := s.Guard.Public(c, audit.Actor{}).WithoutEvent(audit.FactorBegun)
	s.Limits.Take(tx.Transaction, ratelimit.ChallengesByClient, c.Client)
	challenge, expires := s.challenge(tx.Transaction, toAssert, "")
	out, err := options(s.request(challenge, nil), expires)
	if err != nil {
		return api.PasskeyOptions{}, err
	}
	return *out, tx.Commit(ctx)
}

// CreatePasskeySession signs in with a passkey, which stands for both factors. It returns invalid_factor for one that
// does not verify, and too_many_requests to a client with too many failures.
func (s *Service) CreatePasskeySession(
	ctx context.Context, c *access.Caller, in api.PasskeySessionInput,
) (out api.SignedIn, reply access.Reply, err error) {
	limits := s.Limits.Frozen()
	if err := limits.Count(ctx, ratelimit.SignInsByClient, c.Client); err != nil {
		return out, reply, err
	}
	var of store.Handle
	handle := store.Fetch(store.HandleKey(parseCredential(in.Credential).handle()), &of)
	if err := s.Table.Load(ctx, handle); err != nil {
		return out, reply, err
	}
	if !handle.Found() {
		return out, reply, errFactor(nil)
	}
	a := &attempt{caller: c, person: Person{Digest: of.Digest}, limits: limits, passkey: in.Credential}
	err = store.Retry(ctx, func(ctx context.Context) (err error) {
		out, reply, err = s.signIn(ctx, c, a, "")
		if errors.Is(err, store.ErrStale) {
			if failed := s.recount(ctx, a, ""); failed != nil {
				return failed
			}
		}
		return err
	})
	if err != nil {
		return api.SignedIn{}, access.Reply{}, s.failed(ctx, c, of.Digest, err)
	}
	c.Is(reply.Started.Token.ID)
	return out, reply, nil
}

// handle is whose account the answer says it is for. What cannot be one names none.
func (c *credential) handle() string {
	raw, err := encoding.DecodeString(c.Response.UserHandle)
	if err != nil || len(raw) != handleSize {
		return "none"
	}
	return encoding.EncodeToString(raw)
}
