package account

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/page"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// signInsPage is how many entries of a person's record are read at once: not all of them are sign-ins.
const signInsPage = 100

// ListSignIns lists the sign-ins to the caller's account that are in their record, the newest first. It returns
// invalid_request for a cursor that is not the person's.
func (s *Service) ListSignIns(
	ctx context.Context, c *access.Caller, in api.ListSignInsInput,
) (out api.Page[api.SignInRecord], err error) {
	list := page.List{"list-sign-ins", digestOf(c)}
	from, err := page.Read(list, in.Cursor)
	if err != nil {
		return out, err
	}
	r := signIns{span: store.Activities(digestOf(c)).Pages(signInsPage), more: true}
	if from != "" {
		r.span.To = from
	}
	read := func(ctx context.Context) error { return s.readSignIns(ctx, &r) }
	if _, err := s.Guard.Authenticate(ctx, c, read); err != nil {
		return out, err
	}
	for r.more && len(r.found) <= in.Limit {
		if err := read(ctx); err != nil {
			return out, err
		}
	}
	out.Data = []api.SignInRecord{}
	for i := range r.found[:min(len(r.found), in.Limit)] {
		out.Data = append(out.Data, viewSignIn(&r.found[i]))
	}
	if len(r.found) > in.Limit {
		next := page.Make(list, r.found[in.Limit].SK)
		out.NextCursor = &next
	}
	return out, nil
}

// signIns is the sign-ins of a record, as far as it has been read.
type signIns struct {
	span  store.Range
	found []store.Activity
	more  bool
}

// readSignIns reads on. TTL deletes entries only some time after their end.
func (s *Service) readSignIns(ctx context.Context, r *signIns) error {
	items, more, err := s.Table.Query(ctx, r.span)
	if err != nil {
		return err
	}
	all, err := store.DecodeAll[store.Activity](items)
	for _, one := range all {
		r.span.To = id.Before(one.SK)
		if outcomeOf(one.Action) != "" && s.Now().Unix() < one.TTL {
			r.found = append(r.found, one)
		}
	}
	r.more = more && len(items) > 0
	return err
}

// outcomeOf is what an entry says of a sign-in; empty where it is of something else.
func outcomeOf(action string) api.SignInOutcome {
	switch action {
	case activity.SessionStart:
		return api.SignInSucceeded
	case activity.SessionPending:
		return api.SignInPending
	case activity.SessionFail:
		return api.SignInFailed
	}
	return ""
}

func viewSignIn(a *store.Activity) api.SignInRecord {
	v := api.SignInRecord{At: a.At, Outcome: outcomeOf(a.Action), Count: a.Count, Agent: a.Agent, Client: a.Client}
	if a.Method != "" {
		v.Method = &a.Method
	}
	return v
}
