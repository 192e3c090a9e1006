package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"usher/pkg/core/audit"
	"usher/pkg/store"
)

// Bus takes messages.
type Bus interface {
	// Put hands over at most Together messages, each of another organization, and returns an error for each, nil where
	// the message was taken. One that wraps ErrRefused is final; after any other the message may be handed over again,
	// and may have been taken.
	Put(ctx context.Context, messages []Message) []error
}

// ErrRefused is that a bus will not take a message, however often it gets it.
var ErrRefused = errors.New("publish: the bus refuses the message")

// Together is how many messages a bus takes at once: as many as a call of EventBridge.
const Together = 10

// attempts is how many calls in a row may fail before the stream is to redeliver what is left.
const attempts = 3

// defaultPause is the wait before the first of them is retried, which doubles.
const defaultPause = 100 * time.Millisecond

// Record is an item that the stream brought, which was not there before, and the record's sequence number.
type Record struct {
	Item     store.Item
	Sequence string
}

// Publisher publishes what the stream brings.
type Publisher struct {
	Bus   Bus
	Pause time.Duration // before the first retry; 0: 100 ms
}

// waiting is a message that waits for its turn, and the sequence number of its record.
type waiting struct {
	Message
	record string
}

// Publish publishes the audit events among records, and returns the errors of those to be redelivered, by their
// sequence numbers. Where one of an organization was not taken, those that follow are among them, so that they do not
// come before it. One that cannot be read, or that the bus refuses for good, holds up no other.
func (p *Publisher) Publish(ctx context.Context, records []Record) map[string]error {
	failed := map[string]error{}
	lines := byOrganization(records, failed)
	for fruitless := 0; len(lines) > 0; {
		n := min(len(lines), Together)
		left, err := p.put(ctx, lines[:n], failed)
		lines = slices.Concat(lines[n:], left)
		if err == nil {
			fruitless = 0
			continue
		}
		if fruitless++; fruitless == attempts {
			for _, m := range slices.Concat(lines...) {
				failed[m.record] = err
			}
			return failed
		}
		pause(ctx, cmp.Or(p.Pause, defaultPause)<<(fruitless-1))
	}
	return failed
}

// put hands over the first message of each line, and returns the lines that are left. The error is that of one of them,
// where none moved on.
func (p *Publisher) put(
	ctx context.Context, lines [][]waiting, failed map[string]error,
) (left [][]waiting, stuck error) {
	messages := make([]Message, len(lines))
	for i, line := range lines {
		messages[i] = line[0].Message
	}
	moved := false
	for i, err := range p.Bus.Put(ctx, messages) {
		line := lines[i]
		if errors.Is(err, ErrRefused) {
			failed[line[0].record] = fmt.Errorf("publishing %s: %w", line[0].ID, err)
		}
		if err == nil || errors.Is(err, ErrRefused) {
			moved, line = true, line[1:]
		} else {
			stuck = fmt.Errorf("publishing %s: %w", line[0].ID, err)
		}
		if len(line) > 0 {
			left = append(left, line)
		}
	}
	if moved {
		stuck = nil
	}
	return left, stuck
}

// byOrganization makes a line of each organization's messages. What is no audit event is left out; one that cannot be
// read has failed.
func byOrganization(records []Record, failed map[string]error) [][]waiting {
	var lines [][]waiting
	at := map[string]int{}
	for _, r := range records {
		if _, ok := store.TrailOf(r.Item.Key()); !ok {
			continue
		}
		events, err := audit.Decode([]store.Item{r.Item})
		if err != nil {
			failed[r.Sequence] = err
			continue
		}
		m := waiting{From(events[0], r.Sequence), r.Sequence}
		i, ok := at[m.Organization]
		if !ok {
			i, at[m.Organization] = len(lines), len(lines)
			lines = append(lines, nil)
		}
		lines[i] = append(lines[i], m)
	}
	return lines
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
