package recount

import (
	"context"
	"errors"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Summary is what counting all organizations came to.
type Summary struct {
	Organizations int
	Drifting      []Result
	Busy          []string // seemed to differ and could not be counted exactly: they changed, or there was no time
	Whole         bool     // false: the deadline came before the last organization
}

// reserve is the time that is kept for comparing what has been read, and for storing where to go on.
const reserve = 30 * time.Second

// last is the part of the reserve that no exact count is given.
const last = 5 * time.Second

// atOnce is how many organizations are compared at once.
const atOnce = 100

// Resume counts every organization, beginning where an earlier run had to stop, and stops before the context's
// deadline. It first makes one pass over the index of all users, which trails the table by moments; an organization
// that differs there is counted exactly before it is reported as drifting. An organization without any users is not
// found this way: it has no index entry. Users whose organization does not exist count as its drift.
func (s *Service) Resume(ctx context.Context) (Summary, error) {
	at, err := s.bookmark(ctx)
	if err != nil {
		return Summary{}, err
	}
	sum, next, err := s.walk(ctx, at)
	if err != nil { // a retry begins where this run did
		return sum, err
	}
	return sum, s.remember(ctx, at, next)
}

// CountAll is Resume from the first organization to the last, whatever earlier
// runs did: it neither uses nor moves the bookmark where the next Resume begins.
func (s *Service) CountAll(ctx context.Context) (Summary, error) {
	sum, _, err := s.walk(ctx, nil)
	return sum, err
}

// walk counts from a position on. It returns where to go on if it had to stop.
func (s *Service) walk(ctx context.Context, at store.Position) (Summary, store.Position, error) {
	w := walk{s: s, counts: map[string]Counts{}}
	for {
		tallies, next, err := s.Table.Tallies(ctx, at, s.Page)
		if err != nil {
			return w.sum, nil, err
		}
		if err := w.take(ctx, tallies); err != nil {
			return w.sum, nil, err
		}
		if next == nil || s.outOfTime(ctx) { // the last one may be half counted, and is then counted exactly
			err := w.compare(ctx, "")
			w.sum.Whole = next == nil && err == nil
			return w.sum, next, err
		}
		at = next
	}
}

// outOfTime reports whether it is time to stop.
func (s *Service) outOfTime(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < reserve
}

func (s *Service) bookmark(ctx context.Context) (store.Position, error) {
	var b store.Bookmark
	err := s.Table.Load(ctx, store.Fetch(store.BookmarkKey(), &b))
	return b.At, err
}

// remember stores where the next run begins, unless the beginning is stored already.
func (s *Service) remember(ctx context.Context, was, at store.Position) error {
	if was == nil && at == nil {
		return nil
	}
	tx := s.Log.Begin(audit.System(api.RecountSeats.ID), audit.Origin{})
	tx.Put(store.BookmarkKey(), store.Bookmark{Key: store.BookmarkKey(), At: at}, nil)
	return tx.WithoutEvent(audit.Bookmark).Commit(ctx)
}

// walk is one pass under way.
type walk struct {
	s      *Service
	sum    Summary
	counts map[string]Counts // of organizations not compared yet
	last   string            // the one whose users may go on in the next page
}

// take counts a page's users. An organization's come together, so all but the last one's are complete.
func (w *walk) take(ctx context.Context, tallies []store.Tally) error {
	for _, t := range tallies {
		c := w.counts[t.Org]
		c.add(t.Status, t.Role)
		w.counts[t.Org], w.last = c, t.Org
	}
	if len(w.counts) <= atOnce {
		return nil
	}
	return w.compare(ctx, w.last)
}

// compare compares all organizations but one with their counters.
func (w *walk) compare(ctx context.Context, but string) error {
	var batch []string
	for org := range w.counts {
		if org == but {
			continue
		}
		if batch = append(batch, org); len(batch) == atOnce {
			if err := w.batch(ctx, batch); err != nil {
				return err
			}
			batch = nil
		}
	}
	return w.batch(ctx, batch)
}

func (w *walk) batch(ctx context.Context, organizations []string) error {
	items := make([]store.Organization, len(organizations))
	reads := make([]*store.Read, len(organizations))
	for i, org := range organizations {
		reads[i] = store.Fetch(store.OrganizationKey(org), &items[i])
	}
	if err := w.s.Table.Load(ctx, reads...); err != nil {
		return err
	}
	for i, org := range organizations {
		counted := w.counts[org]
		delete(w.counts, org)
		w.sum.Organizations++
		if reads[i].Found() && (items[i].DeletedAt != nil || stored(&items[i]) == counted) { // a deleted one is purged
			continue
		}
		if err := w.countExactly(ctx, org); err != nil {
			return err
		}
	}
	return nil
}

// countExactly counts an organization exactly that differed at first sight.
func (w *walk) countExactly(ctx context.Context, org string) error {
	within, cancel := withMargin(ctx)
	defer cancel()
	r, err := w.s.CountOne(within, org)
	if errors.Is(err, ErrNoOrganization) {
		r = Result{Organization: org}
		r.Counted, err = w.s.count(within, org)
	}
	switch {
	case errors.Is(err, ErrBusy), err != nil && within.Err() != nil && ctx.Err() == nil:
		w.sum.Busy = append(w.sum.Busy, org)
	case err != nil:
		return err
	case r.Drift():
		w.sum.Drifting = append(w.sum.Drifting, r)
	}
	return nil
}

// withMargin is the context with its deadline brought forward, so that a count that
// takes too long does not take the others' results with it.
func withMargin(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-last))
}
