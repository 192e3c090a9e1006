package account

import (
	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/store"
)

// maxAgent bounds what is kept of a browser's name for itself, in bytes.
const maxAgent = 200

// StartSession adds a new session of the person to the transaction, and returns what the answer's cookie holds.
// Organizations are what the person belongs to once the transaction is committed.
func (s *Service) StartSession(
	t *store.Transaction, c *access.Caller, p *Person, generation int, organizations []string,
) *access.Started {
	now := s.Now()
	token := access.NewSessionToken(s.IDs, p.Digest, organizations)
	expires := api.At(now.Add(s.SessionLifetime))
	key := store.SessionKey(p.Digest, token.ID)
	t.Put(key, store.Session{
		Key: key, ID: token.ID, Secret: token.Hash(), Generation: generation,
		CreatedAt: api.At(now), ExpiresAt: expires, Agent: cut(c.Agent, maxAgent), Client: c.Client,
		TTL: expires.Unix() + 1,
	}, nil, store.NotExists())
	s.Activity.Add(t, c, p.Digest, activity.SessionStart, token.ID)
	return &access.Started{Token: token, Expires: expires.Time}
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
