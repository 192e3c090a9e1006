package organization

import (
	"context"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/access"
	"usher/pkg/lib/text"
	"usher/pkg/store"
)

// examined bounds how many users a page with filters looks at in each index, so that a page costs the same however
// large the organization is. Such a page may hold fewer users than asked for although more follow.
const examined = 250

// ListUsers is a page of an organization's users: all by last name, or with q
// those whose address, first or last name starts with it, in any case.
func (s *Service) ListUsers(ctx context.Context, c *access.Caller, in api.ListUsersInput) (api.Page[api.User], error) {
	list := page.List{"list-users", in.Org.String(), string(in.Status), string(in.Role), in.Query}
	after, err := page.Read(list, in.Cursor)
	if err != nil {
		return api.Page[api.User]{}, err
	}
	m := newMerge(in, after)
	ask := access.Action{Org: in.Org, Permission: api.UsersRead}
	ask.Read(filtered(in) || in.Query != "", func(ctx context.Context) error { return m.read(ctx, s.Table) })
	if _, err = s.Guard.Authorize(ctx, c, ask); err != nil {
		return api.Page[api.User]{}, err
	}
	return m.page(in, list, s.Now()), nil
}

// page takes a page's users from what was read.
func (m *merge) page(in api.ListUsersInput, list page.List, now time.Time) api.Page[api.User] {
	out := api.Page[api.User]{Data: []api.User{}}
	position, more := m.walk(in.Limit, func(u *store.User) bool {
		if !wanted(u, in, now) {
			return false
		}
		out.Data = append(out.Data, View(u, now))
		return true
	})
	if more {
		next := page.Make(list, position)
		out.NextCursor = &next
	}
	return out
}

func filtered(in api.ListUsersInput) bool { return in.Status != "" || in.Role != "" }

func wanted(u *store.User, in api.ListUsersInput, now time.Time) bool {
	return (in.Status == "" || u.StatusAt(now) == in.Status) && (in.Role == "" || u.Role == in.Role)
}

// newMerge lays out the reads of one page.
func newMerge(in api.ListUsersInput, after string) *merge {
	m := &merge{prefix: text.Fold(in.Query)}
	m.streams = []*stream{{index: api.IndexByLastName, order: func(u *store.User) string { return u.LastOrder }}}
	if m.prefix != "" {
		m.streams = append(m.streams,
			&stream{index: api.IndexByFirstName, order: func(u *store.User) string { return u.FirstOrder }},
			&stream{index: api.IndexByEmail, order: func(u *store.User) string { return u.EmailOrder }})
	}
	limit := in.Limit + 1
	if filtered(in) {
		limit = max(limit, examined)
	}
	for _, st := range m.streams {
		st.span = store.Range{Index: st.index, Partition: store.UsersOf(in.Org.String()),
			From: m.prefix, To: m.prefix + store.Past, Limit: limit}
		if st.span.From == "" {
			st.span.From = " "
		}
		if after != "" {
			st.span.From = max(st.span.From, after+"\x00")
		}
	}
	return m
}
