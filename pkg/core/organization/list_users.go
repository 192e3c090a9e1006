package organization

import (
	"context"
	"strconv"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/access"
	"usher/pkg/lib/search"
	"usher/pkg/store"
)

// ListUsers is a page of an organization's users: all by last name, or with q those whom package search finds.
func (s *Service) ListUsers(ctx context.Context, c *access.Caller, in api.ListUsersInput) (api.Page[api.User], error) {
	list := page.List{"list-users", in.Org.String(), string(in.Status), string(in.Role), in.Query}
	if in.Attention {
		list = append(list, "attention")
	}
	if in.SecondFactor != "" {
		list = append(list, "second_factor="+in.SecondFactor)
	}
	after, err := page.Read(list, in.Cursor)
	if err != nil {
		return api.Page[api.User]{}, err
	}
	query, read := search.Parse(in.Query), stretch{}
	ask := access.Action{Org: in.Org, Permission: api.UsersRead}
	ask.Read(filtered(in) || !query.Empty(), func(ctx context.Context) (err error) {
		if query.Empty() {
			read, err = s.browse(ctx, in, after)
		} else {
			read, err = s.find(ctx, in, query, after)
		}
		return err
	})
	if _, err = s.Guard.Authorize(ctx, c, ask); err != nil {
		return api.Page[api.User]{}, err
	}
	return read.page(in, list, s.Now()), nil
}

// stretch is what was read of a list: users, each with their position in it, and where it ended.
type stretch struct {
	users []located
	end   string // the position to go on behind; "" where the list ends
}

type located struct {
	store.User
	position string
}

// page takes a page's users from what was read.
func (s *stretch) page(in api.ListUsersInput, list page.List, now time.Time) api.Page[api.User] {
	out := api.Page[api.User]{Data: []api.User{}}
	position, end := "", s.end
	for i := range s.users {
		if len(out.Data) == in.Limit {
			end = position
			break
		}
		u := &s.users[i]
		if position = u.position; wanted(&u.User, in, now) {
			out.Data = append(out.Data, View(&u.User, now))
		}
	}
	if end != "" {
		next := page.Make(list, end)
		out.NextCursor = &next
	}
	return out
}

func filtered(in api.ListUsersInput) bool {
	return in.Status != "" || in.Role != "" || in.Attention || in.SecondFactor != ""
}

func wanted(u *store.User, in api.ListUsersInput, now time.Time) bool {
	return (in.Status == "" || u.StatusAt(now) == in.Status) && (in.Role == "" || u.Role == in.Role) &&
		(!in.Attention || needsAttention(u, now)) &&
		(in.SecondFactor == "" || joined(u) && strconv.FormatBool(u.SecondFactor) == in.SecondFactor)
}

// needsAttention reports whether a user waits for somebody to do something about them: an expired invitation, a new one
// they asked for, or an address where mail does not arrive.
func needsAttention(u *store.User, now time.Time) bool {
	return u.StatusAt(now) == api.Expired || u.AddressProblem != nil ||
		u.Invitation != nil && u.Invitation.Requested != nil
}

// examined bounds how many users a page with filters looks at, and a search in each index, so that a page costs the
// same however large the organization is. Such a page may hold fewer users than asked for although more follow.
const examined = 250

// browse reads the list.
func (s *Service) browse(ctx context.Context, in api.ListUsersInput, after string) (stretch, error) {
	limit := in.Limit + 1
	if filtered(in) {
		limit = examined
	}
	items, more, err := s.Table.Query(ctx, store.ListOrder.Range(in.Org.String(), store.Everybody(), after, limit))
	if err != nil {
		return stretch{}, err
	}
	users, err := store.DecodeAll[store.User](items)
	read := stretch{users: make([]located, len(users))}
	for i, u := range users {
		read.users[i] = located{u, u.LastOrder}
		if more {
			read.end = u.LastOrder
		}
	}
	return read, err
}
