package organization

import (
	"context"
	"fmt"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/idempotency"
	"usher/pkg/core/organization/userfile"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// repeats finds the rows whose address an earlier good row has already.
func repeats(rows []userfile.Row) map[int]int {
	first, again := map[string]int{}, map[int]int{}
	for at, row := range rows {
		if len(row.Errors) > 0 {
			continue
		}
		if earlier, ok := first[row.Key.Key]; ok {
			again[at] = earlier
			continue
		}
		first[row.Key.Key] = row.Number
	}
	return again
}

// validate gives each row of a span its outcome, and the rows that fit into the
// free seats.
func (i *importing) validate(sp span, taken map[int]bool, free int) (results []api.ImportResult, fit []int) {
	for at := sp.from; at < sp.to; at++ {
		row := i.rows[at]
		result := api.ImportResult{Row: row.Number, Email: row.Email, Errors: []problem.Field{}}
		earlier, again := i.repeats[at]
		switch {
		case len(row.Errors) > 0:
			result.Status, result.Errors = api.ImportInvalid, row.Errors
		case again:
			result.Status, result.Detail = api.ImportEmailTaken, detail("Row %d has the same address.", earlier)
		case taken[at]:
			result.Status, result.Detail = api.ImportEmailTaken, detail(takenDetail)
		case len(fit) >= free:
			result.Status, result.Detail = api.ImportSeatLimitReached, detail("No seat is left for this row. Remove a user, or move to a larger plan.")
		default:
			result.Status = api.ImportCreated
			fit = append(fit, at)
		}
		results = append(results, result)
	}
	return results, fit
}

func detail(format string, args ...any) *string {
	text := fmt.Sprintf(format, args...)
	return &text
}

// create creates a span's users in one transaction, with the outcomes to answer
// a repeated request with. A row is refused for want of a seat only if there is
// none at that very moment. It returns table.ErrStale where a look at the table
// is out of date, after freeing the seats of run-out invitations where seats
// are short.
func (i *importing) create(ctx context.Context, sp span, part *idempotency.Key, o *store.Organization, taken map[int]bool) (outcome, error) {
	results, fit := i.validate(sp, taken, o.SeatLimit-o.SeatsUsed)
	if count(results, api.ImportSeatLimitReached) > 0 {
		if freed, err := i.s.reap(ctx, o.ID); err != nil || freed {
			return outcome{}, stale(err)
		}
	}
	var t store.Transaction
	i.actor.Check(&t)
	for _, at := range fit {
		row := i.rows[at]
		u := i.s.invitee(o, i.actor, row.Key, row.User)
		i.s.addUser(&t, i.c, i.actor, u, store.ErrStale)
		results[at-sp.from].UserID = &u.ID
	}
	if len(fit) > 0 {
		seat.Invite(&t, o, len(fit))
	}
	out := outcome{i.available, results}
	if err := part.Keep(&t, out); err != nil {
		return outcome{}, err
	}
	if count(results, api.ImportSeatLimitReached) > 0 {
		seat.RequireNotOver(&t, o)
	} else if len(fit) == 0 && part == nil {
		return out, nil
	}
	return out, i.s.Table.Commit(ctx, &t)
}

// stale is the error of having changed what was read.
func stale(err error) error {
	if err == nil {
		return store.ErrStale
	}
	return err
}
