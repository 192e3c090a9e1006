package organization

import (
	"context"
	"slices"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/idempotency"
	"usher/pkg/core/organization/userfile"
	"usher/pkg/lib/invalid"
)

// ImportUsers creates users from a list. Every row has an outcome of its own; rows take their seats in their order,
// as many as there are. As many rows as fit share a transaction, so a list is not created all or none: where it
// cannot be finished, the remaining rows say try_again. With an idempotency key each transaction stores its outcomes,
// and the same list goes on where it ended.
//
// It returns invalid_request for a list that cannot be read, and the errors of access.Guard.Authorize.
func (s *Service) ImportUsers(
	ctx context.Context, c *access.Caller, in api.ImportUsersInput,
) (api.Import, access.Reply, error) {
	actor, o, unmarked, err := s.enterOrganization(ctx, c, in.Org,
		access.Action{Permission: api.UsersCreate, InParts: true})
	if err != nil {
		return api.Import{}, access.Reply{}, err
	}
	list, err := userfile.Read(in.Format, in.Rows, in.Role, s.Guard.Roles) // only now: a list may be large
	if err == nil && slices.ContainsFunc(list.Rows, makesAnOwner) {
		err = actor.Recent(s.Now())
	}
	if err != nil {
		return api.Import{}, access.Reply{}, err
	}
	actor = refuseRoles(actor, list.Rows)
	i := &importRun{s: s, actor: actor, key: c.Idempotency, list: list, rows: list.Rows, repeats: repeats(list.Rows),
		dryRun: in.DryRun, available: viewOrganization(o, unmarked).Seats.Available}
	if in.DryRun {
		forecast, err := i.forecast(ctx)
		return forecast, access.Reply{}, err
	}
	done, replayed, err := i.run(ctx)
	return done, access.Reply{Replayed: replayed}, err
}

// refuseRoles makes the rows bad that give more than the actor has, and returns the actor for the others.
func refuseRoles(actor access.Actor, rows []userfile.Row) access.Actor {
	for i := range rows {
		if len(rows[i].Errors) > 0 {
			continue
		}
		if over, err := actor.Over(rows[i].User.Role); err == nil {
			actor = over
		} else {
			rows[i].Errors = []problem.Field{{Field: "role", Code: invalid.NotAllowed,
				Message: "must be a role that may do no more than yours"}}
		}
	}
	return actor
}

func makesAnOwner(r userfile.Row) bool { return r.User.Role == api.Owner }

// importRun is one import under way.
type importRun struct {
	s         *Service
	actor     access.Actor
	key       *idempotency.Key // of the whole request; nil without one
	list      *userfile.List
	rows      []userfile.Row // of the list
	repeats   map[int]int    // a row to the number of the earlier one with its address
	available int            // seats, before the import
	dryRun    bool
}

// forecast says what would become of every row, without changing anything.
func (i *importRun) forecast(ctx context.Context) (api.Import, error) {
	var all []api.ImportResult
	free := i.available
	for _, ch := range i.chunks() {
		known, err := i.read(ctx, ch)
		if err != nil {
			return api.Import{}, err
		}
		results, fit := i.validate(ch, known, free)
		free -= len(fit)
		all = append(all, results...)
	}
	return i.summary(all), nil
}

// summary counts the outcomes, and adds what the list gives: an outcome that is stored has the address alone.
func (i *importRun) summary(results []api.ImportResult) api.Import {
	for at, row := range i.rows {
		r, given := &results[at], row.Given
		r.FirstName, r.LastName, r.Role = given.FirstName, given.LastName, given.Role
	}
	created := count(results, api.ImportCreated)
	return api.Import{
		DryRun: i.dryRun, Created: created, Refused: len(results) - created, Results: results,
		Charset: i.list.Charset, IgnoredColumns: append([]string{}, i.list.Ignored...),
		Seats: api.ImportSeats{Needed: created + count(results, api.ImportSeatLimitReached), Available: i.available},
	}
}

// run creates the users, chunk by chunk. It reports whether all of them had been created before.
func (i *importRun) run(ctx context.Context) (_ api.Import, replayed bool, _ error) {
	var all []api.ImportResult
	replayed = i.key != nil
	for n, ch := range i.chunks() {
		out, again, err := i.chunk(ctx, n, ch)
		if problem.Is(err, problem.TryAgain) && count(all, api.ImportCreated) > 0 {
			return i.summary(append(all, i.remaining(ch.from)...)), false, nil
		}
		if err != nil {
			return api.Import{}, false, err
		}
		if again { // an import that goes on began with the seats of its first part
			i.available = out.Available
		}
		replayed = replayed && again
		all = append(all, out.Results...)
	}
	return i.summary(all), replayed, nil
}

// remaining are the rows that were not reached.
func (i *importRun) remaining(from int) []api.ImportResult {
	var all []api.ImportResult
	for _, row := range i.rows[from:] {
		detail := "The service could not get to this row. Send the list again; with the same Idempotency-Key it goes on here."
		all = append(all, api.ImportResult{Row: row.Number, Email: row.Given.Email, Status: api.ImportTryAgain,
			Detail: &detail, Errors: []problem.Field{}})
	}
	return all
}

func count(results []api.ImportResult, status api.ImportStatus) int {
	n := 0
	for _, r := range results {
		if r.Status == status {
			n++
		}
	}
	return n
}
