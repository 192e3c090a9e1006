package organization

import (
	"context"
	"strings"

	"usher/pkg/store"
)

// merge reads several orders of the same users as one: by what matched the prefix first. A user whom several orders
// hold comes once, where the first of their matching texts stands; that can be told from the user alone, so that
// pages need to remember nothing but a position.
type merge struct {
	prefix  string
	streams []*stream
}

// stream is one index, read in order.
type stream struct {
	index string
	order func(*store.User) string
	span  store.Range
	users []store.User
	more  bool // the index goes on behind users
}

// read fills all streams in one round trip.
func (m *merge) read(ctx context.Context, t *store.Store) error {
	reads := make([]func(context.Context) error, len(m.streams))
	for i, st := range m.streams {
		reads[i] = func(ctx context.Context) error { return st.read(ctx, t) }
	}
	return store.Together(ctx, reads...)
}

func (st *stream) read(ctx context.Context, t *store.Store) error {
	items, more, err := t.Query(ctx, st.span)
	if err != nil {
		return err
	}
	st.more = more
	st.users, err = store.DecodeAll[store.User](items)
	return err
}

// walk offers the users in order to take until it took limit. It gives the
// position to go on after, and whether anything is left there.
func (m *merge) walk(limit int, take func(*store.User) bool) (position string, more bool) {
	for taken := 0; ; {
		first := m.first()
		if first == nil {
			return position, m.unread()
		}
		if taken == limit {
			return position, true
		}
		u := &first.users[0]
		position = first.order(u)
		if m.isFirstOf(first, u) && take(u) {
			taken++
		}
		first.users = first.users[1:]
	}
}

// first is the stream whose next user comes first; nil when nothing more can be
// offered, because a stream that goes on has been used up.
func (m *merge) first() *stream {
	var first *stream
	for _, st := range m.streams {
		switch {
		case len(st.users) == 0 && st.more:
			return nil
		case len(st.users) == 0:
		case first == nil || st.order(&st.users[0]) < first.order(&first.users[0]):
			first = st
		}
	}
	return first
}

func (m *merge) unread() bool {
	for _, st := range m.streams {
		if st.more {
			return true
		}
	}
	return false
}

// isFirstOf reports whether no other stream holds the user at an earlier
// position, or at the same one in an earlier stream.
func (m *merge) isFirstOf(here *stream, u *store.User) bool {
	own, before := here.order(u), true
	for _, st := range m.streams {
		if st == here {
			before = false
			continue
		}
		other := st.order(u)
		if strings.HasPrefix(other, m.prefix) && (other < own || before && other == own) {
			return false
		}
	}
	return true
}
