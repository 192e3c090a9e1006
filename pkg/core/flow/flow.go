// Package flow is the organization's flows: named configurations that Owners edit and Auditors read.
package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/etag"
	"usher/pkg/core/idempotency"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Service is what the actions need.
type Service struct {
	Table *store.Store
	Guard *access.Guard
	IDs   id.Source
	Now   func() time.Time
}

// whole is a flow and its definition, as they are stored: two items.
type whole struct {
	flow       store.Flow
	definition store.Definition
}

func view(f *store.Flow) api.Flow {
	return api.Flow{ID: f.ID, Name: f.Name, Description: f.Description, Status: f.Status,
		CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt, Version: f.Version}
}

func (w *whole) view() api.WholeFlow {
	return api.WholeFlow{Flow: view(&w.flow), Definition: w.definition.JSON}
}

func (w *whole) target() audit.Target {
	return audit.Target{Type: "flow", ID: w.flow.ID, Name: w.flow.Name}
}

// fingerprint stands for a definition in events, which have no room for 256 KB.
func (w *whole) fingerprint() string {
	if len(w.definition.JSON) == 0 {
		return ""
	}
	sum := sha256.Sum256(w.definition.JSON)
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (w *whole) changes(before *whole) []audit.Change {
	return audit.Differences(
		audit.Change{Field: "name", Before: before.flow.Name, After: w.flow.Name},
		audit.Change{Field: "description", Before: before.flow.Description, After: w.flow.Description},
		audit.Change{Field: "status", Before: string(before.flow.Status), After: string(w.flow.Status)},
		audit.Change{Field: "definition", Before: before.fingerprint(), After: w.fingerprint()})
}

// List is a page of an organization's flows, the oldest first.
func (s *Service) List(ctx context.Context, c *access.Caller, in api.ListInput) (api.Page[api.Flow], error) {
	list := page.List{"list-flows", in.Org.String()}
	after, err := page.ReadID[id.FlowKind](list, in.Cursor)
	if err != nil {
		return api.Page[api.Flow]{}, err
	}
	span := store.Flows(in.Org.String(), after)
	span.Limit = in.Limit + 1
	var items []store.Item
	_, err = s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.FlowsRead,
		Also: func(ctx context.Context) (err error) {
			items, _, err = s.Table.Query(ctx, span)
			return err
		}})
	if err != nil {
		return api.Page[api.Flow]{}, err
	}
	flows, err := store.DecodeAll[store.Flow](items)
	if err != nil {
		return api.Page[api.Flow]{}, err
	}
	return page.Page(list, flows, in.Limit, view, func(f *store.Flow) string { return f.ID }), nil
}

// Create makes a flow, a draft unless it says otherwise.
func (s *Service) Create(ctx context.Context, c *access.Caller, in api.CreateFlowInput) (out api.WholeFlow, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.create(ctx, c, in)
		return err
	})
	var stored *idempotency.Stored
	if !errors.As(err, &stored) {
		return out, err
	}
	if err := stored.Decode(&out); err != nil {
		return out, err
	}
	out.Definition = in.Definition // which the same request holds, so that the answer is stored without it
	return out, stored.Answering(out)
}

func (s *Service) create(ctx context.Context, c *access.Caller, in api.CreateFlowInput) (api.WholeFlow, error) {
	var o store.Organization
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: in.Org, Permission: api.FlowsCreate},
		store.Fetch(store.OrganizationKey(in.Org.String()), &o))
	if err != nil {
		return api.WholeFlow{}, err
	}
	w := s.newFlow(actor.Org, in)
	tx := actor.Begin().Answer(api.WholeFlow{Flow: view(&w.flow)})
	takeQuota(tx.Transaction, &o)
	tx.Put(w.flow.Key, w.flow, nil, store.NotExists())
	tx.Put(w.definition.Key, w.definition, nil)
	return w.view(), tx.Commit(ctx, audit.Event{Action: "flow.create", Target: w.target(), Changes: w.changes(&whole{})})
}

func (s *Service) newFlow(org string, in api.CreateFlowInput) *whole {
	now, flow := api.At(s.Now()), s.IDs.New(id.Flow)
	w := &whole{
		flow: store.Flow{Key: store.FlowKey(org, flow), ID: flow, Org: org, Name: in.Name, Description: in.Description,
			Status: api.Draft, CreatedAt: now, UpdatedAt: now, Version: 1},
		definition: store.Definition{Key: store.DefinitionKey(org, flow), JSON: in.Definition, Version: 1},
	}
	if in.Status != nil {
		w.flow.Status = *in.Status
	}
	return w
}

// Get reads a flow with its definition.
func (s *Service) Get(ctx context.Context, c *access.Caller, in api.FlowInput) (api.WholeFlow, error) {
	_, w, err := s.enter(ctx, c, in.Org, in.Flow, api.FlowsRead)
	if err != nil {
		return api.WholeFlow{}, err
	}
	return w.view(), nil
}

// enter authorizes the caller and reads the flow. It returns not_found when it is not there.
func (s *Service) enter(
	ctx context.Context, c *access.Caller, org id.OrganizationID, flow id.FlowID, p api.Permission,
) (access.Actor, *whole, error) {
	var w whole
	read := store.Fetch(store.FlowKey(org.String(), flow.String()), &w.flow)
	actor, err := s.Guard.Authorize(ctx, c, access.Action{Org: org, Permission: p}, read,
		store.Fetch(store.DefinitionKey(org.String(), flow.String()), &w.definition))
	if err == nil && !read.Found() {
		err = problem.New(problem.NotFound, "There is no such flow.")
	}
	return actor, &w, err
}

// Update changes a flow. It returns version_conflict when If-Match names another version than the current one.
func (s *Service) Update(ctx context.Context, c *access.Caller, in api.UpdateFlowInput) (out api.WholeFlow, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		out, err = s.update(ctx, c, in)
		return err
	})
	return out, err
}

func (s *Service) update(ctx context.Context, c *access.Caller, in api.UpdateFlowInput) (api.WholeFlow, error) {
	actor, w, err := s.enter(ctx, c, in.Org, in.Flow, api.FlowsUpdate)
	if err == nil {
		err = etag.Match(in.IfMatch, w.flow.Version)
	}
	if err != nil {
		return api.WholeFlow{}, err
	}
	before := *w
	w.patch(in)
	changes := w.changes(&before)
	if len(changes) == 0 {
		return w.view(), nil
	}
	w.flow.Version, w.flow.UpdatedAt = before.flow.Version+1, api.At(s.Now())
	w.definition.Version = w.flow.Version
	tx := actor.Begin()
	tx.Put(w.flow.Key, w.flow, etag.Conflict(in.IfMatch), store.FlowVersion.Is(before.flow.Version))
	if in.Definition != nil {
		tx.Put(w.definition.Key, w.definition, nil)
	}
	if err := tx.Commit(ctx, audit.Event{Action: "flow.update", Target: w.target(), Changes: changes}); err != nil {
		return api.WholeFlow{}, err
	}
	return w.view(), nil
}

func (w *whole) patch(in api.UpdateFlowInput) {
	if in.Name != nil {
		w.flow.Name = *in.Name
	}
	if in.Description != nil {
		w.flow.Description = *in.Description
	}
	if in.Status != nil {
		w.flow.Status = *in.Status
	}
	if in.Definition != nil {
		w.definition.JSON = *in.Definition
	}
}

// Delete deletes a flow for good. It returns version_conflict when If-Match
// names another version than the current one.
func (s *Service) Delete(ctx context.Context, c *access.Caller, in api.DeleteFlowInput) (api.None, error) {
	return api.None{}, store.Retry(ctx, func(ctx context.Context) error {
		actor, w, err := s.enter(ctx, c, in.Org, in.Flow, api.FlowsDelete)
		if err == nil {
			err = etag.Match(in.IfMatch, w.flow.Version)
		}
		if err != nil {
			return err
		}
		tx := actor.Begin()
		tx.Delete(w.flow.Key, etag.Conflict(in.IfMatch), store.FlowVersion.Is(w.flow.Version))
		tx.Delete(w.definition.Key, nil)
		giveQuota(tx.Transaction, actor.Org)
		none := whole{}
		return tx.Commit(ctx, audit.Event{Action: "flow.delete", Target: w.target(), Changes: none.changes(w)})
	})
}
