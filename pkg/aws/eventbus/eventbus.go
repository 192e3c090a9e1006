// Package eventbus puts messages onto an event bus of Amazon EventBridge.
package eventbus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"usher/pkg/core/audit/publish"
)

// Source is what the events on the bus say that they are from.
const Source = "usher"

// mostBytes is what a call takes, and so an entry too: see "PutEvents" in EventBridge's API reference.
const mostBytes = 256 << 10

// Bus is an event bus.
type Bus struct {
	Client *eventbridge.Client
	Name   string
}

// NewClient makes a client by hand: loading the SDK's whole configuration costs a cold start more. It makes one
// attempt: whoever publishes retries. An empty endpoint is AWS's own.
func NewClient(
	region, endpoint string, credentials aws.CredentialsProvider, client *http.Client,
) *eventbridge.Client {
	options := eventbridge.Options{Region: region, Credentials: credentials, HTTPClient: client,
		Retryer: aws.NopRetryer{}}
	if endpoint != "" {
		options.BaseEndpoint = aws.String(endpoint)
	}
	return eventbridge.New(options)
}

// Put puts messages onto the bus, in one call where they fit into one, and returns an error for each that EventBridge
// did not take. It wraps publish.ErrRefused for one that is too large, or is malformed to EventBridge.
func (b *Bus) Put(ctx context.Context, messages []publish.Message) []error {
	errs := make([]error, len(messages))
	entries, size := []types.PutEventsRequestEntry{}, 0
	var at []int // in messages, of the entries
	flush := func() {
		if len(entries) > 0 {
			b.call(ctx, entries, at, errs)
		}
		entries, at, size = nil, nil, 0
	}
	for i, m := range messages {
		entry, err := b.entry(m)
		if err != nil {
			errs[i] = err
			continue
		}
		if n := sizeOf(entry); size+n > mostBytes {
			flush()
		}
		size += sizeOf(entry)
		entries, at = append(entries, entry), append(at, i)
	}
	flush()
	return errs
}

// entry is a message as EventBridge takes it.
func (b *Bus) entry(m publish.Message) (types.PutEventsRequestEntry, error) {
	detail, err := json.Marshal(m)
	if err != nil {
		return types.PutEventsRequestEntry{}, fmt.Errorf("%w: %w", publish.ErrRefused, err)
	}
	e := types.PutEventsRequestEntry{EventBusName: &b.Name, Source: aws.String(Source), DetailType: &m.Type,
		Detail: aws.String(string(detail)), Time: &m.At.Time}
	if n := sizeOf(e); n > mostBytes {
		return e, fmt.Errorf("%w: it has %d bytes", publish.ErrRefused, n)
	}
	return e, nil
}

// sizeOf is an entry's size by "Calculating event entry sizes" in EventBridge's user guide.
func sizeOf(e types.PutEventsRequestEntry) int {
	const timestamp = 14
	return timestamp + len(*e.Source) + len(*e.DetailType) + len(*e.Detail)
}

// call makes one call. EventBridge answers in the order of the entries.
func (b *Bus) call(ctx context.Context, entries []types.PutEventsRequestEntry, at []int, errs []error) {
	out, err := b.Client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: entries})
	if err == nil && len(out.Entries) != len(entries) {
		err = fmt.Errorf("%d answers for %d entries", len(out.Entries), len(entries))
	}
	for i := range entries {
		switch {
		case err != nil:
			errs[at[i]] = fmt.Errorf("eventbus: %w", err)
		case out.Entries[i].ErrorCode != nil:
			errs[at[i]] = classify(out.Entries[i])
		}
	}
}

// classify separates final errors from those worth a retry. What the operator can put right, such as a right that is
// missing, is worth one.
func classify(r types.PutEventsResultEntry) error {
	err := errors.New(*r.ErrorCode + ": " + aws.ToString(r.ErrorMessage))
	switch *r.ErrorCode {
	case "MalformedDetail", "InvalidArgument":
		return fmt.Errorf("%w: %w", publish.ErrRefused, err)
	}
	return fmt.Errorf("eventbus: %w", err)
}
