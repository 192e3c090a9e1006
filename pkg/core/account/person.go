package account

import (
	"cmp"
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// Person is somebody with an address: their identity, and as many of their memberships as were read.
type Person struct {
	Digest   string
	Identity store.Identity
	Members  []store.Member // those they have joined
	Next     *string        // the cursor to read on from; nil where Members are all

	identity *store.Read
}

// Fetch asks for the person's identity.
func (p *Person) Fetch() *store.Read {
	p.identity = store.Fetch(store.IdentityKey(p.Digest), &p.Identity)
	return p.identity
}

// Known reports, after Load, whether the person has an identity, and so a password.
func (p *Person) Known() bool { return p.identity.Found() }

// MaxMemberships is how many memberships are read at once.
const MaxMemberships = 100

// memberships is the list that cursors of a person's memberships belong to.
func memberships(digest string) page.List { return page.List{"get-me", digest} }

// ReadMembers reads a page of the memberships that the person has joined, by organization, from a cursor on. However
// many strangers have invited the person, it reads on until the page is full or there are no more. It returns
// invalid_request for a cursor that is not the person's.
func (s *Service) ReadMembers(ctx context.Context, p *Person, limit int, cursor string) error {
	after, err := page.Read(memberships(p.Digest), cursor)
	if err == nil && after != "" && !id.Valid(id.Organization, after) {
		err = problem.Invalid(problem.Field{Field: "cursor", Code: invalid.InvalidCursor,
			Message: "is not a cursor of this list"})
	}
	if err != nil {
		return err
	}
	p.Members, p.Next = nil, nil
	for more := true; more && len(p.Members) <= limit; {
		span := store.Memberships(p.Digest, after)
		span.Limit = limit + 1
		var items []store.Item
		if items, more, err = s.Table.Query(ctx, span); err != nil {
			return err
		}
		members, err := store.DecodeAll[store.Member](items)
		if err != nil {
			return err
		}
		if len(members) > 0 {
			after = members[len(members)-1].Org
		}
		p.Members = append(p.Members, joined(members)...)
	}
	if len(p.Members) > limit {
		p.Members = p.Members[:limit]
		next := page.Make(memberships(p.Digest), p.Members[limit-1].Org)
		p.Next = &next
	}
	return nil
}

// readAllMembers reads every membership that the person has joined.
func (s *Service) readAllMembers(ctx context.Context, p *Person) error {
	all, err := store.All[store.Member](ctx, s.Table, store.Memberships(p.Digest, ""))
	p.Members = joined(all)
	return err
}

// joined are the memberships that their person has accepted.
func joined(all []store.Member) []store.Member {
	return slices.DeleteFunc(all, func(m store.Member) bool { return m.Status == api.Invited })
}

// Organizations lists the ids of the organizations that were read.
func (p *Person) Organizations() []string {
	var ids []string
	for _, m := range p.Members {
		ids = append(ids, m.Org)
	}
	return ids
}

// Names collects the organizations' names to show with memberships.
type Names map[string]*store.Organization

// Reads asks for the organizations that are not known yet.
func (n Names) Reads(orgs []string) []*store.Read {
	var reads []*store.Read
	for _, org := range orgs {
		if n[org] == nil {
			n[org] = new(store.Organization)
			reads = append(reads, store.Fetch(store.OrganizationKey(org), n[org]))
		}
	}
	return reads
}

// Memberships shows the person's memberships that were read, by the organizations' names: of those that are deleted,
// only what the person may restore.
func (p *Person) Memberships(names Names) []api.Membership {
	all := []api.Membership{}
	for _, m := range p.Members {
		permissions := []api.Permission{}
		if m.Status == api.Active {
			permissions = m.Role.Permissions()
		}
		o := names[m.Org]
		if o == nil {
			o = &store.Organization{}
		}
		if o.DeletedAt != nil {
			if !slices.Contains(permissions, api.OrganizationDelete) || o.PurgedAt != nil {
				continue
			}
			permissions = []api.Permission{api.OrganizationDelete}
		}
		all = append(all, api.Membership{Organization: api.Named{ID: m.Org, Name: o.Name},
			UserID: m.User, Role: m.Role, Status: m.Status, Permissions: permissions, DeletedAt: o.DeletedAt,
			RestorableUntil: o.RestorableUntil, SuspendedAt: o.SuspendedAt})
	}
	slices.SortStableFunc(all, func(a, b api.Membership) int {
		return cmp.Compare(a.Organization.Name, b.Organization.Name)
	})
	return all
}
