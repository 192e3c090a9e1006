package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/store"
)

// ListSessions lists the caller's own live sessions, the newest first.
func (s *Service) ListSessions(ctx context.Context, c *access.Caller, _ api.None) (api.Page[api.Session], error) {
	var items []store.Item
	known, err := s.Guard.Authenticate(ctx, c, func(ctx context.Context) (err error) {
		items, err = s.sessionItems(ctx, c.Session.Digest)
		return err
	})
	if err != nil {
		return api.Page[api.Session]{}, err
	}
	return s.viewSessions(items, known)
}

// Sessions is ListSessions for somebody who is proved.
func (s *Service) Sessions(ctx context.Context, known access.Person) (api.Page[api.Session], error) {
	items, err := s.sessionItems(ctx, known.Digest)
	if err != nil {
		return api.Page[api.Session]{}, err
	}
	return s.viewSessions(items, known)
}

func (s *Service) sessionItems(ctx context.Context, digest string) ([]store.Item, error) {
	span := store.Sessions(digest)
	span.Limit, span.Backwards = api.MaxSessions, true
	items, _, err := s.Table.Query(ctx, span)
	return items, err
}

func (s *Service) viewSessions(items []store.Item, known access.Person) (api.Page[api.Session], error) {
	all, err := store.DecodeAll[store.Session](items)
	if err != nil {
		return api.Page[api.Session]{}, err
	}
	page := api.Page[api.Session]{Data: []api.Session{}}
	for _, one := range all {
		if !one.Ended(s.Now()) && one.Generation == known.Session.Generation {
			page.Data = append(page.Data, api.Session{ID: one.ID, Current: one.ID == known.Session.ID, CreatedAt: one.CreatedAt,
				LastUsed: api.At(one.Used()), ExpiresAt: one.ExpiresAt, Agent: one.Agent, Client: one.Client})
		}
	}
	return page, nil
}

// EndSession ends one of the caller's own sessions. It returns not_found for a
// session that is not theirs, or has ended.
func (s *Service) EndSession(
	ctx context.Context, c *access.Caller, in api.SessionInput,
) (api.None, access.Reply, error) {
	var one store.Session
	var read *store.Read
	if c.Session != nil {
		read = store.Fetch(store.SessionKey(c.Session.Digest, in.Session.String()), &one)
	}
	known, err := s.Guard.Authenticate(ctx, c, nil, orNone(read)...)
	if err == nil && !read.Found() {
		err = problem.New(problem.NotFound, "There is no such session. It may have ended already.")
	}
	if err != nil {
		return api.None{}, access.Reply{}, err
	}
	return api.None{}, access.Reply{Ended: one.ID == known.Session.ID}, s.end(ctx, c, one.Key, one.ID)
}

func orNone(r *store.Read) []*store.Read {
	if r == nil {
		return nil
	}
	return []*store.Read{r}
}
