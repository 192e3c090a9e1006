// Package query reads the audit log: by time, actor, action and target, as
// pages or as a file for a spreadsheet, which is recorded as activity. Package audit writes it.
package query

import (
	"context"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/audit"
	"usher/pkg/lib/id"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table    *store.Store
	Guard    *access.Guard
	Activity activity.Log
}

// examined bounds how many events a page with filters looks at, so that it costs the same however long the log is.
const examined = 250

// List is a page of events, the newest first, or with FormatCSV a file of all that match.
func (s *Service) List(ctx context.Context, c *access.Caller, in api.ListAuditEventsInput) (api.AuditPage, error) {
	list := page.List{"list-audit-events", in.Org.String(), text(in.From), text(in.To), in.Actor, in.Action, in.Target}
	before, err := page.Read(list, in.Cursor)
	if err != nil {
		return api.AuditPage{}, err
	}
	if in.From != nil && in.To != nil && in.To.Before(in.From.Time) {
		return api.AuditPage{}, problem.Invalid(problem.Field{Field: "to", Code: invalid.OutOfRange,
			Message: "must not be before from"})
	}
	span := span(in, before)
	var items []store.Item
	var more bool
	ask := access.Action{Org: in.Org, Permission: api.AuditRead}
	ask.Read(wide(in), func(ctx context.Context) (err error) {
		items, more, err = s.Table.Query(ctx, span)
		return err
	})
	actor, err := s.Guard.Authorize(ctx, c, ask)
	if err != nil {
		return api.AuditPage{}, err
	}
	if in.Format == api.FormatCSV {
		// Whoever takes the audit log away is on record before they have it.
		if err := s.Activity.Count(ctx, c, in.Org.String(), activity.AuditExport, actor.Audit().ID); err != nil {
			return api.AuditPage{}, err
		}
		return newExporter(s.Table, in, list, span).export(ctx, items, more)
	}
	return s.pageOf(ctx, in, list, items, more)
}

func span(in api.ListAuditEventsInput, before string) store.Range {
	from, to := id.Earliest(id.Event, time.UnixMilli(0)), id.Latest(id.Event, farFuture)
	if in.From != nil {
		from = id.Earliest(id.Event, in.From.Time)
	}
	if in.To != nil {
		to = id.Latest(id.Event, in.To.Time)
	}
	if before != "" {
		to = min(to, before)
	}
	limit := in.Limit + 1
	if wide(in) {
		limit = max(limit, examined)
	}
	return store.EventsBetween(in.Org.String(), from, to, limit)
}

// wide reports whether more is read than what a page shows.
func wide(in api.ListAuditEventsInput) bool {
	return in.Format == api.FormatCSV || in.Actor != "" || in.Action != "" || in.Target != ""
}

// farFuture is later than any event.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *Service) pageOf(
	ctx context.Context, in api.ListAuditEventsInput, list page.List, items []store.Item, more bool,
) (api.AuditPage, error) {
	events, err := read(ctx, &audit.Reader{Table: s.Table}, items, in)
	if err != nil {
		return api.AuditPage{}, err
	}
	out := api.AuditPage{Page: api.Page[api.AuditEvent]{Data: []api.AuditEvent{}}}
	for i := range events {
		if len(out.Data) == in.Limit {
			more = true
			events = events[:i]
			break
		}
		if matches(&events[i], in) {
			out.Data = append(out.Data, events[i].View())
		}
	}
	if more && len(events) > 0 {
		next := page.Make(list, id.Before(events[len(events)-1].ID))
		out.NextCursor = &next
	}
	return out, nil
}

// read reads events, and the names in those that may match: only a public actor's id is not known before that.
func read(
	ctx context.Context, r *audit.Reader, items []store.Item, in api.ListAuditEventsInput,
) ([]audit.Event, error) {
	events, err := audit.Decode(items)
	if err != nil {
		return nil, err
	}
	var named []*audit.Event
	for i := range events {
		if e := &events[i]; e.Actor.Type == "public" || matches(e, in) {
			named = append(named, e)
		}
	}
	return events, r.Reveal(ctx, named)
}

func matches(e *audit.Event, in api.ListAuditEventsInput) bool {
	return (in.Actor == "" || e.Actor.ID == in.Actor) &&
		(in.Action == "" || e.Action == in.Action || strings.HasPrefix(e.Action, in.Action+".")) &&
		(in.Target == "" || e.Target.ID == in.Target)
}

func text(t *api.Time) string {
	if t == nil {
		return ""
	}
	return t.String()
}
