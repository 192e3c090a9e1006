package organization

import (
	"context"

	"usher/pkg/api"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/organization/userfile"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// ImportUsers creates users from a list. Every row has an outcome of its own;
// rows take their seats in their order, as many as there are. As many rows as
// fit share a transaction, so a list is not created all or none: where it
// cannot be finished, the rows left say try_again. With an idempotency key each
// transaction keeps its outcomes, and the same list goes on where it ended.
//
// It answers invalid_request for what is no list, and what a caller is refused
// with who may not create users.
func (s *Service) ImportUsers(ctx context.Context, c *access.Caller, in api.ImportUsersInput) (api.Import, error) {
	rows, err := userfile.Read(in.ContentType, in.Rows)
	if err != nil {
		return api.Import{}, err
	}
	i := &importing{s: s, c: c, rows: rows, repeats: repeats(rows), dryRun: in.DryRun}
	actor, o, runOut, err := s.enterOrganization(ctx, c, in.Org, api.UsersCreate)
	if err != nil {
		return api.Import{}, err
	}
	i.actor, i.available = actor, viewOrganization(o, runOut).Seats.Available
	if in.DryRun {
		return i.forecast(ctx)
	}
	return i.run(ctx)
}

// importing is one import under way.
type importing struct {
	s         *Service
	c         *access.Caller
	actor     access.Actor
	rows      []userfile.Row
	repeats   map[int]int // a row to the number of the earlier one with its address
	available int         // seats, before the import
	dryRun    bool
}

// forecast says what would become of every row, without changing anything.
func (i *importing) forecast(ctx context.Context) (api.Import, error) {
	var all []api.ImportResult
	free := i.available
	for _, sp := range i.spans() {
		taken, err := i.taken(ctx, sp)
		if err != nil {
			return api.Import{}, err
		}
		results, fit := i.validate(sp, taken, free)
		free -= len(fit)
		all = append(all, results...)
	}
	return i.summary(all), nil
}

// summary counts the outcomes.
func (i *importing) summary(results []api.ImportResult) api.Import {
	created := count(results, api.ImportCreated)
	return api.Import{
		DryRun: i.dryRun, Created: created, Refused: len(results) - created, Results: results,
		Seats: api.ImportSeats{Needed: created + count(results, api.ImportSeatLimitReached), Available: i.available},
	}
}

// run creates the users, span by span.
func (i *importing) run(ctx context.Context) (api.Import, error) {
	var all []api.ImportResult
	replayed := i.c.Replay != nil
	for n, sp := range i.spans() {
		out, again, err := i.span(ctx, n, sp)
		if problem.Is(err, problem.TryAgain) && count(all, api.ImportCreated) > 0 {
			i.c.Replayed = false
			return i.summary(append(all, i.left(sp.from)...)), nil
		}
		if err != nil {
			return api.Import{}, err
		}
		if again { // an import that goes on began with the seats of its first part
			i.available = out.Available
		}
		replayed = replayed && again
		all = append(all, out.Results...)
	}
	i.c.Replayed = replayed
	return i.summary(all), nil
}

// left are the rows that were not reached.
func (i *importing) left(from int) []api.ImportResult {
	var all []api.ImportResult
	for _, row := range i.rows[from:] {
		detail := "The service could not get to this row. Send the list again; with the same Idempotency-Key it goes on here."
		all = append(all, api.ImportResult{Row: row.Number, Email: row.Email, Status: api.ImportTryAgain, Detail: &detail, Errors: []problem.Field{}})
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

// span is a stretch of rows that share a transaction.
type span struct{ from, to int }

// rowsPerSpan leaves room among a transaction's hundred items for the
// organization, the actor and the kept answer.
const rowsPerSpan = (100 - 3) / itemsPerUser

// spans are always the same for the same list, so that a repeated request finds
// each one's kept answer.
func (i *importing) spans() []span {
	var all []span
	for from := 0; from < len(i.rows); from += rowsPerSpan {
		all = append(all, span{from, min(from+rowsPerSpan, len(i.rows))})
	}
	return all
}

// span creates the users of one span, or gives what it came to before. Where
// something changed under it, it looks again.
func (i *importing) span(ctx context.Context, n int, sp span) (out outcome, again bool, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		part, err := i.c.Replay.Part(n)
		if err != nil {
			return err
		}
		var o store.Organization
		taken, err := i.taken(ctx, sp, append(part.Reads(), store.Fetch(store.OrganizationKey(i.actor.Org), &o))...)
		if err != nil {
			return err
		}
		if again, err = part.Answered(&out); again || err != nil {
			return err
		}
		out, err = i.create(ctx, sp, part, &o, taken)
		return err
	})
	return out, again, err
}

// outcome is what became of a span, as it is kept for a repeated request.
type outcome struct {
	Available int // seats, before the import
	Results   []api.ImportResult
}

// taken reads which rows' addresses are in the organization, by row.
func (i *importing) taken(ctx context.Context, sp span, more ...*store.Read) (map[int]bool, error) {
	reads, of := more, map[int]*store.Read{}
	for at := sp.from; at < sp.to; at++ {
		if len(i.rows[at].Errors) == 0 {
			of[at] = store.Fetch(store.MemberKey(email.Digest(i.rows[at].Key.Key), i.actor.Org), &store.Member{})
			reads = append(reads, of[at])
		}
	}
	if err := i.s.Table.Load(ctx, reads...); err != nil {
		return nil, err
	}
	taken := map[int]bool{}
	for at, read := range of {
		taken[at] = read.Found()
	}
	return taken, nil
}
