package account

import (
	"cmp"
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/store"
)

// Person is an identity with its memberships, as they were read.
type Person struct {
	Digest   string
	Identity store.Identity
	Known    bool // there is an identity, and so a password
	Members  []store.Member
}

// Read reads the person with this digest of an address.
func (s *Service) Read(ctx context.Context, digest string) (Person, error) {
	p := Person{Digest: digest}
	items, _, err := s.Table.Query(ctx, store.Person(digest))
	if err != nil {
		return p, err
	}
	for _, item := range items {
		if item.Kind() == store.KindIdentity {
			p.Known = true
			err = item.Decode(&p.Identity)
		} else {
			var m store.Member
			err = item.Decode(&m)
			p.Members = append(p.Members, m)
		}
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

// joined lists the memberships a person has accepted.
func (p Person) joined() []store.Member {
	return slices.DeleteFunc(slices.Clone(p.Members), func(m store.Member) bool { return m.Status == api.Invited })
}

// maxAffected bounds how many organizations one transaction about a person writes to.
const maxAffected = 20

// affected lists the memberships whose organizations a change to the person is written to: those joined, or where
// there are more than maxAffected the first ones.
func (p Person) affected() []store.Member {
	all := p.joined()
	return all[:min(len(all), maxAffected)]
}

// Organizations lists the ids of the organizations the person has joined.
func (p Person) Organizations() []string {
	var ids []string
	for _, m := range p.joined() {
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

// Memberships shows the person's memberships, by the organizations' names.
func (p Person) Memberships(names Names) []api.Membership {
	all := []api.Membership{}
	for _, m := range p.joined() {
		permissions := []api.Permission{}
		if m.Status == api.Active {
			permissions = m.Role.Permissions()
		}
		name := ""
		if o := names[m.Org]; o != nil {
			name = o.Name
		}
		all = append(all, api.Membership{Organization: api.Named{ID: m.Org, Name: name},
			UserID: m.User, Role: m.Role, Status: m.Status, Permissions: permissions})
	}
	slices.SortStableFunc(all, func(a, b api.Membership) int {
		return cmp.Compare(a.Organization.Name, b.Organization.Name)
	})
	return all
}
