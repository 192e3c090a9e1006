package organization

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/lib/search"
	"usher/pkg/store"
)

// fetched bounds how many users a page of a search with filters reads whole.
const fetched = 100

// find reads a page of whom a query finds. It reads one span of all search orders at once, as one list without repeats,
// and then the users themselves from the table: an index knows neither status nor role, and trails the table.
func (s *Service) find(
	ctx context.Context, in api.ListUsersInput, query search.Query, after string,
) (stretch, error) {
	span, exact := query.Lead()
	m := merge{span: span}
	limit, most := examined, in.Limit
	if filtered(in) {
		most = fetched
	}
	if exact {
		limit = most + 1
	}
	if err := m.read(ctx, s.Table, in.Org.String(), after, limit); err != nil {
		return stretch{}, err
	}
	found, end := m.walk(most, func(f *store.Found) bool { return query.Matches(f.Stored(), f.Address) })
	users, err := s.load(ctx, found)
	return stretch{slices.DeleteFunc(users, func(l located) bool {
		return l.ID == "" || !query.Matches(l.Stored(), l.Address) // removed or renamed by now
	}), end}, err
}

// load reads the users that were found.
func (s *Service) load(ctx context.Context, found []place) ([]located, error) {
	users, reads := make([]located, len(found)), make([]*store.Read, len(found))
	for i, f := range found {
		users[i].position = f.position
		reads[i] = store.Fetch(f.key, &users[i].User)
	}
	return users, s.Table.Load(ctx, reads...)
}

// merge reads several orders of the same users as one: by what is in the span first. A user whom several orders hold
// there comes once, where the first of their texts stands; that can be told from what each index has of them, so that
// pages need to remember nothing but a position.
type merge struct {
	span    search.Span
	streams [store.SearchOrders]stream
}

// stream is one order, read from its index.
type stream struct {
	order store.SearchOrder
	users []store.Found
	more  bool // the index goes on behind users
}

// place is a user at a position.
type place struct {
	key      store.Key
	position string
}

// read fills all streams in one round trip.
func (m *merge) read(ctx context.Context, t *store.Store, org, after string, limit int) error {
	var reads []func(context.Context) error
	for i := range m.streams {
		st := &m.streams[i]
		st.order = store.SearchOrder(i)
		reads = append(reads, func(ctx context.Context) error {
			items, more, err := t.Query(ctx, st.order.Range(org, m.span, after, limit))
			if err != nil {
				return err
			}
			st.more = more
			st.users, err = store.DecodeAll[store.Found](items)
			return err
		})
	}
	return store.Together(ctx, reads...)
}

// walk collects users in order until there are most of those that match. It gives the position to go on behind, ""
// where nothing is left there.
func (m *merge) walk(most int, matches func(*store.Found) bool) (found []place, end string) {
	for len(found) < most {
		first := m.first()
		if first == nil {
			break
		}
		u := &first.users[0]
		end = first.at(u)
		if m.isFirst(end, u) && matches(u) {
			found = append(found, place{u.Key, end})
		}
		first.users = first.users[1:]
	}
	if !m.left() {
		end = ""
	}
	return found, end
}

func (st *stream) at(u *store.Found) string { return st.order.Of(&u.Orders) }

// first is the stream whose next user comes first; nil when nothing more can be told, because a stream that goes on
// has been used up.
func (m *merge) first() *stream {
	var first *stream
	for i := range m.streams {
		st := &m.streams[i]
		switch {
		case len(st.users) == 0 && st.more:
			return nil
		case len(st.users) == 0:
		case first == nil || st.at(&st.users[0]) < first.at(&first.users[0]):
			first = st
		}
	}
	return first
}

// left reports whether a stream has more.
func (m *merge) left() bool {
	return slices.ContainsFunc(m.streams[:], func(st stream) bool { return st.more || len(st.users) > 0 })
}

// isFirst reports whether a user has no earlier text in the span than here. No two of their texts are the same.
func (m *merge) isFirst(here string, u *store.Found) bool {
	return !slices.ContainsFunc(u.Stored(), func(other string) bool { return other < here && m.span.Holds(other) })
}
