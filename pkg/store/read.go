package store

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Read is one item to load.
type Read struct {
	key   Key
	into  any
	found bool
}

// Fetch asks for the item at key, to be decoded into the record that into
// points to.
func Fetch(key Key, into any) *Read { return &Read{key: key, into: into} }

// Found reports, after Load, whether the item was there.
func (r *Read) Found() bool { return r.found }

const (
	// batchSize is how many keys DynamoDB takes in one BatchGetItem.
	batchSize = 100
	// loadAttempts bounds how often Load asks for what DynamoDB left out.
	loadAttempts = 5
)

// Load fetches any number of items, strongly consistently, in one round trip: of more than a hundred, each hundred at
// the same time as the others. Items that are not there leave their record as it is. Besides problem.TryAgain it returns
// only errors that are bugs.
func (s *Store) Load(ctx context.Context, reads ...*Read) error {
	wanted := map[Key][]*Read{}
	var keys []map[string]types.AttributeValue
	for _, r := range reads {
		if wanted[r.key] == nil {
			keys = append(keys, r.key.Item())
		}
		wanted[r.key] = append(wanted[r.key], r)
	}
	if len(keys) <= batchSize {
		return s.loadBatch(ctx, keys, wanted)
	}
	var batches []func(context.Context) error
	for batch := range slices.Chunk(keys, batchSize) {
		batches = append(batches, func(ctx context.Context) error { return s.loadBatch(ctx, batch, wanted) })
	}
	return Together(ctx, batches...)
}

// loadBatch fetches up to batchSize items. Batches without a key in common may be fetched at the same time.
func (s *Store) loadBatch(ctx context.Context, keys []map[string]types.AttributeValue, wanted map[Key][]*Read) error {
	for range loadAttempts {
		if len(keys) == 0 {
			return nil
		}
		out, err := s.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{s.name: {Keys: keys, ConsistentRead: aws.Bool(true)}},
		})
		if err != nil {
			return Unavailable(err)
		}
		if err := deliver(out.Responses[s.name], wanted); err != nil {
			return err
		}
		keys = out.UnprocessedKeys[s.name].Keys
	}
	return Unavailable(errUnprocessed)
}

func deliver(items []map[string]types.AttributeValue, wanted map[Key][]*Read) error {
	for _, item := range items {
		for _, r := range wanted[keyOf(item)] {
			if err := Item(item).Decode(r.into); err != nil {
				return err
			}
			r.found = true
		}
	}
	return nil
}

func keyOf(item map[string]types.AttributeValue) Key {
	return Key{stringOf(item, "pk"), stringOf(item, "sk")}
}

// stringOf is an attribute that is a text, "" where it is none.
func stringOf(item map[string]types.AttributeValue, name string) string {
	if s, ok := item[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}
