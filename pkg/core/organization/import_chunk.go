package organization

import (
	"context"
	"errors"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/idempotency"
	"usher/pkg/core/ratelimit"
	"usher/pkg/core/seat"
	"usher/pkg/store"
)

// chunk is a stretch of rows that share a transaction.
type chunk struct{ from, to int }

// rowsPerChunk leaves room among a transaction's hundred items for the
// organization, the stored answer and the actor.
const rowsPerChunk = (100 - 2 - access.MaxActorItems) / itemsPerUser

// chunks are always the same for the same list, so that a repeated request finds
// each one's stored answer.
func (i *importRun) chunks() []chunk {
	var all []chunk
	for from := 0; from < len(i.rows); from += rowsPerChunk {
		all = append(all, chunk{from, min(from+rowsPerChunk, len(i.rows))})
	}
	return all
}

// outcome is what became of a chunk, as it is stored for a repeated request.
type outcome struct {
	Available int // seats, before the import
	Results   []api.ImportResult
}

// chunk creates the users of one chunk, or gives what it came to before. Where
// something changed since it was read, it reads again.
func (i *importRun) chunk(ctx context.Context, n int, ch chunk) (out outcome, again bool, err error) {
	err = store.Retry(ctx, func(ctx context.Context) error {
		part, err := i.key.Part(n)
		if err != nil {
			return err
		}
		var o store.Organization
		read, err := i.read(ctx, ch, append(part.Reads(), store.Fetch(store.OrganizationKey(i.actor.Org), &o))...)
		if err != nil {
			return err
		}
		var stored *idempotency.Stored
		if err := part.Replayed(); errors.As(err, &stored) {
			again = true
			return stored.Decode(&out)
		} else if err != nil {
			return err
		}
		out, err = i.create(ctx, ch, part, &o, read)
		return err
	})
	return out, again, err
}

// found is what is known of rows' addresses, by row: which are in the organization, and which were invited too often.
type found struct{ taken, full map[int]bool }

// read reads what is known of the rows' addresses, and more.
func (i *importRun) read(ctx context.Context, ch chunk, more ...*store.Read) (found, error) {
	known := found{map[int]bool{}, map[int]bool{}}
	reads, members, invited := more, map[int]*store.Read{}, map[int]*store.Attempts{}
	for at := ch.from; at < ch.to; at++ {
		if len(i.rows[at].Errors) > 0 {
			continue
		}
		digest := i.rows[at].User.Email.Digest()
		members[at], invited[at] = store.Fetch(store.MemberKey(digest, i.actor.Org), &store.Member{}), &store.Attempts{}
		reads = append(reads, members[at],
			i.s.Limits.Fetch(ratelimit.InvitationsByAddress, digest, invited[at]))
	}
	if err := i.s.Table.Load(ctx, reads...); err != nil {
		return known, err
	}
	for at, member := range members {
		known.taken[at] = member.Found()
		known.full[at] = invited[at].Count >= ratelimit.InvitationsByAddress.Limit
	}
	return known, nil
}

// create creates a chunk's users in one transaction, with the outcomes to answer
// a repeated request with. A row is refused for want of a seat only if there is
// none at that very moment. It returns store.ErrStale where what was read is out
// of date, and after freeing the seats of expired invitations where seats are short.
func (i *importRun) create(
	ctx context.Context, ch chunk, part *idempotency.Key, o *store.Organization, known found,
) (outcome, error) {
	results, fit := i.validate(ch, known, o.SeatLimit-o.SeatsUsed)
	short := count(results, api.ImportSeatLimitReached) > 0
	if short {
		if freed, err := i.s.freeSeats(ctx, o.ID); err != nil || freed {
			return outcome{}, stale(err)
		}
	}
	out := outcome{i.available, results}
	if len(fit) == 0 && !short && part == nil {
		return out, nil
	}
	tx := i.actor.BeginPart(part).Answer(out)
	events := i.put(tx, ch, o, fit, results)
	if len(fit) == 0 {
		tx.WithoutEvent(audit.NothingCreated)
	}
	if short {
		seat.RequireUnchanged(tx.Transaction, o)
	}
	return out, tx.Commit(ctx, events...)
}

// put adds the users of the rows that fit to a transaction, and their ids to the results.
func (i *importRun) put(
	tx *audit.Transaction, ch chunk, o *store.Organization, fit []int, results []api.ImportResult,
) (events []audit.Event) {
	for _, at := range fit {
		row := i.rows[at]
		u := i.s.invitee(o, i.actor, row.User)
		putUser(tx.Transaction, u, store.ErrStale)
		i.s.Limits.TakeSilently(tx.Transaction, ratelimit.InvitationsByAddress, u.Digest(), store.ErrStale)
		events = append(events, created(u))
		results[at-ch.from].UserID = &u.ID
	}
	if len(fit) > 0 {
		seat.Invite(tx.Transaction, o, len(fit))
	}
	return events
}

// stale is the error of having changed what was read.
func stale(err error) error {
	if err == nil {
		return store.ErrStale
	}
	return err
}
