package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"usher/pkg/api"
	"usher/pkg/store"
)

// stored is the JSON of an event. Where Of and the like are set, the text beside them is in Names.
type stored struct {
	Action    string            `json:"action"`
	Actor     party             `json:"actor"`
	Target    party             `json:"target"`
	Changes   []storedChange    `json:"changes,omitempty"`
	At        api.Time          `json:"at"`
	RequestID string            `json:"request_id,omitempty"`
	Client    string            `json:"client,omitempty"` // with the actor's Of, in Names
	Names     map[string][]byte `json:"names,omitempty"`  // by reference of the person's key
}

type party struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Of   string `json:"of,omitempty"`
}

type storedChange struct {
	Field    string `json:"field"`
	Before   any    `json:"before"`
	After    any    `json:"after"`
	BeforeOf string `json:"before_of,omitempty"`
	AfterOf  string `json:"after_of,omitempty"`
}

// public is an actor whose id is an address too.
const public = "public"

// Record is the event as it is stored. It returns an error when a change holds what JSON cannot, or a person has no
// key.
func (e Event) Record() (store.AuditEvent, error) {
	c, key := concealer{}, store.EventKey(e.Org, e.ID)
	s := stored{Action: e.Action, At: e.At, RequestID: e.RequestID,
		Actor: party{Type: e.Actor.Type, ID: e.Actor.ID}, Target: party{Type: e.Target.Type, ID: e.Target.ID}}
	s.Actor.Name, s.Actor.Of = c.text(e.Actor.Subject, e.Actor.Name)
	if s.Actor.Type == public && s.Actor.Of != "" {
		c.text(e.Actor.Subject, e.Actor.ID)
		s.Actor.ID = e.Actor.Subject.ID
	}
	s.Client, _ = c.text(e.Actor.Subject, e.Client)
	s.Target.Name, s.Target.Of = c.text(e.Target.Subject, e.Target.Name)
	for _, change := range e.Changes {
		out := storedChange{Field: change.Field}
		out.Before, out.BeforeOf = c.value(change.Before)
		out.After, out.AfterOf = c.value(change.After)
		s.Changes = append(s.Changes, out)
	}
	var err error
	if s.Names, err = c.encrypt(key); err != nil {
		return store.AuditEvent{}, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return store.AuditEvent{}, fmt.Errorf("audit: encoding %s: %w", e.ID, err)
	}
	return store.AuditEvent{Key: key, JSON: string(text)}, nil
}

// Read reads stored events, with the names of people who are not erased. It returns an error for an item that is none,
// and try_again.
func Read(ctx context.Context, table *store.Store, items []store.Item) ([]Event, error) {
	events, err := Decode(items)
	if err != nil {
		return nil, err
	}
	all := make([]*Event, len(events))
	for i := range events {
		all[i] = &events[i]
	}
	return events, (&Reader{Table: table}).Reveal(ctx, all)
}

// Decode reads stored events without what names people, which Reader.Reveal adds. It returns an error for an item that
// is none.
func Decode(items []store.Item) ([]Event, error) {
	events := make([]Event, len(items))
	for i, item := range items {
		record, ok := item.AuditEvent()
		if !ok {
			return nil, fmt.Errorf("audit: %s is not stored as an event is", item.Key().SK)
		}
		s := &stored{}
		if err := json.Unmarshal([]byte(record.JSON), s); err != nil {
			return nil, fmt.Errorf("audit: decoding %s: %w", record.SK, err)
		}
		org, _ := store.TrailOf(record.Key)
		events[i] = Event{ID: record.SK, Org: org, Action: s.Action, At: s.At, RequestID: s.RequestID, Client: s.Client,
			Actor:  Actor{Type: s.Actor.Type, ID: s.Actor.ID, Name: s.Actor.Name},
			Target: Target{Type: s.Target.Type, ID: s.Target.ID, Name: s.Target.Name}, read: s}
		for _, c := range s.Changes {
			events[i].Changes = append(events[i].Changes, Change{Field: c.Field, Before: c.Before, After: c.After})
		}
	}
	return events, nil
}

// Reader reads the names in events. It keeps the keys that it has read, for further pages of the same organization.
type Reader struct {
	Table *store.Store
	keys  map[store.Key][]byte // by the key of the former user
}

// Reveal adds to events of Decode what names people, or that they are erased. It reads each person's key once: first
// the users, then the keys that users left behind who are gone, so that one who goes in between is found. Besides
// try_again it returns only errors that are bugs.
func (r *Reader) Reveal(ctx context.Context, events []*Event) error {
	wanted := map[store.Key]person{}
	for _, e := range events {
		for of := range e.read.Names {
			key := store.FormerUserKey(e.Org, of)
			if _, known := r.keys[key]; !known {
				wanted[key] = person{e.Org, of}
			}
		}
	}
	if err := r.load(ctx, wanted); err != nil {
		return err
	}
	for _, e := range events {
		if err := r.reveal(e); err != nil {
			return err
		}
	}
	return nil
}

// person is a subject as an event refers to it.
type person struct{ org, of string }

func (r *Reader) load(ctx context.Context, wanted map[store.Key]person) error {
	if r.keys == nil {
		r.keys = map[store.Key][]byte{}
	}
	users, reads := map[store.Key]*store.User{}, []*store.Read{}
	for key, p := range wanted {
		users[key] = &store.User{}
		reads = append(reads, store.Fetch(store.UserKey(p.org, store.NamesUser(p.of)), users[key]))
	}
	if err := r.Table.Load(ctx, reads...); err != nil {
		return err
	}
	former := map[store.Key]*store.FormerUser{}
	reads = nil
	for key, p := range wanted {
		if u := users[key]; store.NamesReference(u.ID, u.NamesKey) == p.of {
			r.keys[key] = u.NamesKey
			continue
		}
		former[key] = &store.FormerUser{}
		reads = append(reads, store.Fetch(key, former[key]))
	}
	err := r.Table.Load(ctx, reads...)
	for key, f := range former {
		r.keys[key] = f.NamesKey // none: erased
	}
	return err
}

// reveal puts the names into an event, in the order in which Record took them out.
func (r *Reader) reveal(e *Event) error {
	texts := revealer{}
	for of, encrypted := range e.read.Names {
		key := r.keys[store.FormerUserKey(e.Org, of)]
		if key == nil {
			continue
		}
		if err := texts.decrypt(of, key, encrypted, store.EventKey(e.Org, e.ID)); err != nil {
			return fmt.Errorf("audit: the names in %s: %w", e.ID, err)
		}
	}
	s := e.read
	e.Actor.Name, e.Actor.Erased = texts.text(s.Actor.Name, s.Actor.Of)
	if s.Actor.Type == public && s.Actor.Of != "" && !e.Actor.Erased {
		e.Actor.ID, _ = texts.text("", s.Actor.Of)
	}
	e.Client, _ = texts.text(s.Client, s.Actor.Of)
	e.Target.Name, e.Target.Erased = texts.text(s.Target.Name, s.Target.Of)
	for i, c := range s.Changes {
		var before, after bool
		e.Changes[i].Before, before = texts.value(c.Before, c.BeforeOf)
		e.Changes[i].After, after = texts.value(c.After, c.AfterOf)
		e.Changes[i].Erased = before || after
	}
	return nil
}

// View is the event as the API shows it.
func (e *Event) View() api.AuditEvent {
	v := api.AuditEvent{ID: e.ID, At: e.At, Action: e.Action,
		Actor:   api.AuditParty{Type: e.Actor.Type, ID: e.Actor.ID, Name: e.Actor.Name, Erased: e.Actor.Erased},
		Target:  api.AuditParty{Type: e.Target.Type, ID: e.Target.ID, Name: e.Target.Name, Erased: e.Target.Erased},
		Changes: []api.AuditChange{}, RequestID: e.RequestID, Client: e.Client}
	for _, c := range e.Changes {
		v.Changes = append(v.Changes, api.AuditChange{Field: c.Field, Before: c.Before, After: c.After, Erased: c.Erased})
	}
	return v
}
