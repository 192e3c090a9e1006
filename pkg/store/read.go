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

// loadAttempts bounds how often Load asks for what DynamoDB left out.
const loadAttempts = 5

// Load fetches the items, up to 100, in one strongly consistent round trip.
// Items that are not there leave their record as it is. Besides
// problem.TryAgain it returns only errors that are bugs.
func (s *Store) Load(ctx context.Context, reads ...*Read) error {
	keys := make([]map[string]types.AttributeValue, 0, len(reads))
	for i, r := range reads {
		if !slices.ContainsFunc(reads[:i], func(earlier *Read) bool { return earlier.key == r.key }) {
			keys = append(keys, r.key.Item())
		}
	}
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
		if err := deliver(out.Responses[s.name], reads); err != nil {
			return err
		}
		keys = out.UnprocessedKeys[s.name].Keys
	}
	return Unavailable(errUnprocessed)
}

func deliver(items []map[string]types.AttributeValue, reads []*Read) error {
	for _, item := range items {
		key := keyOf(item)
		for _, r := range reads {
			if r.key != key {
				continue
			}
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
