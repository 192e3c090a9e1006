package outbox

import (
	"context"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/store"
)

// maxOrganizations is how many of a person's memberships, by organization, are looked at for one mail.
const maxOrganizations = 100

// organizations are the memberships that a person has joined, and those they are invited to.
func (p *Mailer) organizations(ctx context.Context, digest string) (joined, invited []store.Member, err error) {
	span := store.Memberships(digest, "")
	span.Limit = maxOrganizations
	items, _, err := p.Table.Query(ctx, span)
	if err != nil {
		return nil, nil, err
	}
	members, err := store.DecodeAll[store.Member](items)
	for _, m := range members {
		if m.Status == api.Invited {
			invited = append(invited, m)
		} else {
			joined = append(joined, m)
		}
	}
	return joined, invited, err
}

// locale is the language of a person's organization: of the one they used last, where they have several. Of somebody
// who belongs to none it is empty, which is English.
func (p *Mailer) locale(ctx context.Context, joined []store.Member) (string, error) {
	if len(joined) == 0 {
		return "", nil
	}
	latest := slices.MaxFunc(joined, func(a, b store.Member) int { return lastUsed(&a).Compare(lastUsed(&b)) })
	var o store.Organization
	err := p.Table.Load(ctx, store.Fetch(store.OrganizationKey(latest.Org), &o))
	return o.Locale, err
}

func lastUsed(m *store.Member) time.Time {
	if m.LastUsed == nil {
		return time.Time{}
	}
	return m.LastUsed.Time
}
