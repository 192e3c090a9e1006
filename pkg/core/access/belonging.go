package access

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// AuthenticateMember proves a person who belongs to an organization, in one round trip, whatever their role, whether or
// not they are blocked, and whether or not they have the second factor that it demands: it is for what people may
// always do about their own membership, and so asks for no permission. It returns unauthenticated as Authenticate does,
// also for an API key, and not_found where the person does not belong to the organization or has not accepted yet.
func (d *Guard) AuthenticateMember(
	ctx context.Context, c *Caller, org id.OrganizationID,
) (p Person, m store.Member, err error) {
	var digest string
	if c.Session != nil {
		digest = c.Session.Digest
	}
	isMember := store.Fetch(store.MemberKey(digest, org.String()), &m)
	var o store.Organization
	p, err = d.Authenticate(ctx, c, nil, isMember, store.Fetch(store.OrganizationKey(org.String()), &o))
	switch {
	case err != nil:
		return Person{}, store.Member{}, err
	case !isMember.Found(), m.Status != api.Active && m.Status != api.Blocked:
		return Person{}, store.Member{}, problem.Missing()
	}
	if err := c.admit(&o, nil); err != nil {
		return Person{}, store.Member{}, err
	}
	if err := p.opening.admit(&o, &m); err != nil {
		return Person{}, store.Member{}, err
	}
	c.Is(m.User)
	p.by, p.origin.Org, p.member = audit.Member(&m), m.Org, m.Key
	return p, m, nil
}

// Audit is the person as audit events of the organization name them; empty where it was none's that they were
// authenticated for.
func (p Person) Audit() audit.Actor { return p.by }
