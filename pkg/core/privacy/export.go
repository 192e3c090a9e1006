package privacy

import (
	"context"
	"strings"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/organization"
	"usher/pkg/lib/invalid"
	"usher/pkg/store"
)

// What bounds a page: Lambda answers 6 MB at most, and an event, an entry or a user is below 2 KB as JSON, except a few
// with long names.
const (
	maxActivity  = 500    // entries
	maxPlaces    = 20     // organizations
	maxEvents    = 1000   // events in the answer
	maxExamined  = 10_000 // events that are read
	eventsAtOnce = 500
)

// The parts of an export, in their order, as a cursor names them.
const (
	inActivity = "activity"
	inPlaces   = "organizations"
)

// position is where a page begins: behind an entry, or in an organization before an event.
type position struct{ part, place, event string }

func (p position) String() string { return p.part + "#" + p.place + "#" + p.event }

// export is a page that is being made.
type export struct {
	s        *Service
	out      api.PersonExport
	digest   string
	names    audit.Reader
	examined int
	next     *position
}

// Export is a page of what is known of the caller. It returns invalid_request for a cursor that is not the caller's.
func (s *Service) Export(ctx context.Context, c *access.Caller, in api.ExportPersonInput) (api.PersonExport, error) {
	known, err := s.Guard.Authenticate(ctx, c, nil)
	if err != nil {
		return api.PersonExport{}, err
	}
	list := page.List{"export-person", known.Digest}
	at, err := begin(list, in.Cursor)
	if err != nil {
		return api.PersonExport{}, err
	}
	e := &export{s: s, digest: known.Digest, names: audit.Reader{Table: s.Table}, out: api.PersonExport{
		Activity: []api.ExportedActivity{}, Memberships: []api.ExportedMembership{}, Events: []api.ExportedEvent{}}}
	if in.Cursor == "" {
		e.out.Account, err = s.account(ctx, known)
	}
	if err == nil && at.part == inActivity {
		err = e.activity(ctx, at.place)
		at = position{part: inPlaces}
	}
	if err == nil && e.next == nil {
		err = e.places(ctx, at)
	}
	if e.next != nil {
		next := page.Make(list, e.next.String())
		e.out.NextCursor = &next
	}
	return e.out, err
}

func begin(list page.List, cursor string) (position, error) {
	if cursor == "" {
		return position{part: inActivity}, nil
	}
	text, err := page.Read(list, cursor)
	if err != nil {
		return position{}, err
	}
	part, rest, _ := strings.Cut(text, "#")
	at := position{part: part, place: rest}
	if part == inPlaces {
		at.place, at.event, _ = strings.Cut(rest, "#")
	} else if part != inActivity {
		return at, problem.Invalid(problem.Field{Field: "cursor", Code: invalid.InvalidCursor,
			Message: "is not a cursor of this list"})
	}
	at.place = strings.TrimSuffix(at.place, "#")
	return at, nil
}

// activity adds entries of the person's record, the newest first.
func (e *export) activity(ctx context.Context, before string) error {
	span := store.Activities(e.digest).Pages(maxActivity)
	if before != "" {
		span.To = before
	}
	items, more, err := e.s.Table.Query(ctx, span)
	if err != nil {
		return err
	}
	all, err := store.DecodeAll[store.Activity](items)
	for i := range all {
		if all[i].SK == before {
			continue
		}
		e.out.Activity = append(e.out.Activity, api.ExportedActivity{Action: all[i].Action, Count: all[i].Count,
			At: all[i].At, Agent: all[i].Agent, Client: all[i].Client})
	}
	if more {
		e.next = &position{part: inActivity, place: all[len(all)-1].SK}
	}
	return err
}

// places adds what organizations have of the person, from a position on.
func (e *export) places(ctx context.Context, at position) error {
	after := at.place
	if at.event != "" { // in the midst of an organization's audit log
		members, err := e.members(ctx, before(at.place), 1)
		if err != nil || len(members) == 0 {
			return err
		}
		if members[0].Org == at.place {
			if err := e.events(ctx, &members[0], at.event); err != nil || e.next != nil {
				return err
			}
		}
	}
	members, err := e.members(ctx, after, maxPlaces+1)
	if err != nil {
		return err
	}
	places, err := e.s.places(ctx, members)
	for i := 0; i < len(members) && err == nil && e.next == nil; i++ {
		if i == maxPlaces {
			e.next = &position{part: inPlaces, place: members[i-1].Org}
			break
		}
		if places[i].found {
			err = e.place(ctx, &members[i], &places[i])
		}
	}
	return err
}

// before is a text that no organization's id lies between and the given one.
func before(org string) string {
	return org[:len(org)-1] + string(rune(org[len(org)-1]-1)) + store.Past
}

func (e *export) members(ctx context.Context, after string, limit int) ([]store.Member, error) {
	items, _, err := e.s.Table.Query(ctx, store.Memberships(e.digest, after).Pages(limit))
	if err != nil {
		return nil, err
	}
	return store.DecodeAll[store.Member](items)
}

// place adds one organization.
func (e *export) place(ctx context.Context, m *store.Member, p *place) error {
	keys, err := store.All[store.APIKey](ctx, e.s.Table, store.APIKeys(m.Org))
	if err != nil {
		return err
	}
	out := api.ExportedMembership{Organization: api.Named{ID: m.Org, Name: p.organization.Name},
		User: organization.View(&p.user, e.s.Now()), APIKeys: []api.APIKey{}}
	for i := range keys {
		if k := &keys[i]; k.CreatedBy == m.User {
			out.APIKeys = append(out.APIKeys, api.APIKey{ID: k.ID, Name: k.Name, Role: k.Role,
				Permissions: e.s.Guard.Roles.Common(k.Role, p.user.Role), Hint: k.Hint,
				CreatedBy: api.Named{ID: k.CreatedBy, Name: k.Creator},
				CreatedAt: k.CreatedAt, ExpiresAt: k.ExpiresAt, LastUsed: k.LastUsed})
		}
	}
	e.out.Memberships = append(e.out.Memberships, out)
	return e.events(ctx, m, store.Past)
}

// events adds the events by the person and about them in an organization, before a position.
func (e *export) events(ctx context.Context, m *store.Member, before string) error {
	for {
		if e.examined >= maxExamined || len(e.out.Events) >= maxEvents {
			e.next = &position{part: inPlaces, place: m.Org, event: before}
			return nil
		}
		items, more, err := e.s.Table.Query(ctx, store.EventsBetween(m.Org, " ", before, eventsAtOnce))
		if err != nil || len(items) == 0 {
			return err
		}
		e.examined += len(items)
		if err := e.add(ctx, m, items, before); err != nil || !more {
			return err
		}
		before = items[len(items)-1].Key().SK
	}
}

func (e *export) add(ctx context.Context, m *store.Member, items []store.Item, before string) error {
	events, err := audit.Decode(items)
	if err != nil {
		return err
	}
	var theirs []*audit.Event
	for i := range events {
		if one := &events[i]; one.ID != before && (one.Actor.ID == m.User || one.Target.ID == m.User) {
			theirs = append(theirs, one)
		}
	}
	if err := e.names.Reveal(ctx, theirs); err != nil {
		return err
	}
	for _, one := range theirs {
		e.out.Events = append(e.out.Events, api.ExportedEvent{Organization: m.Org, AuditEvent: without(one, m)})
	}
	return nil
}

// without is an event without what it has of other people than the member: their names, and from where they acted.
func without(e *audit.Event, m *store.Member) api.AuditEvent {
	if e.Actor.Type != "public" && e.Actor.ID != m.User {
		e.Actor.Name, e.Client = "", ""
	}
	if e.Target.Type == "user" && e.Target.ID != m.User {
		e.Target.Name = ""
	}
	return e.View()
}

// account is a person's account, without secrets.
func (s *Service) account(ctx context.Context, known access.Person) (*api.ExportedAccount, error) {
	var i store.Identity
	var sessions api.Page[api.Session]
	out := &api.ExportedAccount{Browsers: []api.ExportedBrowser{}}
	err := store.Together(ctx,
		func(ctx context.Context) error {
			return s.Table.Load(ctx, store.Fetch(store.IdentityKey(known.Digest), &i))
		},
		func(ctx context.Context) (err error) {
			out.Factors, err = s.Accounts.Factors(ctx, known.Digest)
			return err
		},
		func(ctx context.Context) (err error) {
			sessions, err = s.Accounts.Sessions(ctx, known)
			return err
		},
		func(ctx context.Context) error {
			all, err := store.All[store.Device](ctx, s.Table, store.Devices(known.Digest))
			for _, d := range all {
				out.Browsers = append(out.Browsers,
					api.ExportedBrowser{ID: strings.TrimPrefix(d.SK, string(store.KindDevice)), CreatedAt: d.CreatedAt})
			}
			return err
		})
	out.Email, out.CreatedAt, out.UpdatedAt, out.Sessions = i.Email, i.CreatedAt, i.UpdatedAt, sessions.Data
	return out, err
}
