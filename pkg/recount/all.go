package recount

import (
	"context"
	"errors"
	"time"

	"usher/pkg/table"
)

// Summary is what counting all organizations came to.
type Summary struct {
	Organizations int
	Drifting      []Result
	Busy          []string // differed at first sight, and could not be counted exactly
	Whole         bool     // false: time ran out, and the next run goes on
}

// reserve is the time that is kept for writing down where to go on.
const reserve = 30 * time.Second

// atOnce is how many organizations are compared at once.
const atOnce = 100

// All counts every organization, beginning where an earlier run had to stop.
// At first by one pass over the index of all users, which trails the table by
// moments; an organization that differs there is counted exactly before it is
// called drifting. An organization without any users is not found this way: it
// has no index entry.
func (s *Service) All(ctx context.Context) (Summary, error) {
	w := walk{s: s, counts: map[string]Counts{}}
	at, err := s.bookmark(ctx)
	if err != nil {
		return w.sum, err
	}
	for {
		tallies, next, err := s.Table.Tallies(ctx, at, s.Page)
		if err != nil {
			return w.sum, err
		}
		if err := w.take(ctx, tallies); err != nil {
			return w.sum, err
		}
		if next == nil {
			w.sum.Whole = true
			err := errors.Join(w.compare(ctx, ""), s.remember(ctx, at, nil))
			return w.sum, err
		}
		if at = next; s.late(ctx) { // the last one may be half counted, and is then counted exactly
			err := errors.Join(w.compare(ctx, ""), s.remember(ctx, nil, at))
			return w.sum, err
		}
	}
}

// late reports whether it is time to stop.
func (s *Service) late(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < reserve
}

func (s *Service) bookmark(ctx context.Context) (table.Position, error) {
	var b table.Bookmark
	err := s.Table.Load(ctx, table.Fetch(table.BookmarkKey(), &b))
	return b.At, err
}

// remember writes down where the next run begins, unless that is known to be the
// beginning already.
func (s *Service) remember(ctx context.Context, was, at table.Position) error {
	if was == nil && at == nil {
		return nil
	}
	var t table.Transaction
	t.Put(table.BookmarkKey(), table.Bookmark{Key: table.BookmarkKey(), At: at}, nil)
	return s.Table.Commit(ctx, &t)
}

// walk is one pass under way.
type walk struct {
	s      *Service
	sum    Summary
	counts map[string]Counts // of organizations not compared yet
	last   string            // the one whose users may go on in the next page
}

// take counts a page's users. An organization's come together, so all but the
// last one's are complete.
func (w *walk) take(ctx context.Context, tallies []table.Tally) error {
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
	items := make([]table.Organization, len(organizations))
	reads := make([]*table.Read, len(organizations))
	for i, org := range organizations {
		reads[i] = table.Fetch(table.OrganizationKey(org), &items[i])
	}
	if err := w.s.Table.Load(ctx, reads...); err != nil {
		return err
	}
	for i, org := range organizations {
		counted := w.counts[org]
		delete(w.counts, org)
		w.sum.Organizations++
		if reads[i].Found() && stored(&items[i]) == counted {
			continue
		}
		if err := w.look(ctx, org); err != nil {
			return err
		}
	}
	return nil
}

// look counts an organization exactly that differed at first sight.
func (w *walk) look(ctx context.Context, org string) error {
	r, err := w.s.One(ctx, org)
	switch {
	case errors.Is(err, ErrBusy):
		w.sum.Busy = append(w.sum.Busy, org)
	case err != nil:
		return err
	case r.Drift():
		w.sum.Drifting = append(w.sum.Drifting, r)
	}
	return nil
}
