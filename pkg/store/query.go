package store

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
)

var errUnprocessed = errors.New("table: DynamoDB kept leaving items out")

// Range is a stretch of one partition, of the table (read strongly
// consistently) or of an index (which trails the table by moments).
type Range struct {
	Index     string // empty: the table
	Partition string
	From, To  string // sort keys, both included
	Limit     int    // items at most; 0: what one answer holds, 1 MB
	Backwards bool   // from To down to From
}

// Pages is the range, read in answers of so many items at most.
func (r Range) Pages(items int) Range {
	r.Limit = items
	return r
}

// partitionAndSort names the key attributes of the range's index.
func (r Range) partitionAndSort() (string, string) {
	definition := api.Table()
	for _, index := range definition.Indexes {
		if index.Name == r.Index {
			return index.Partition, index.Sort
		}
	}
	return definition.Partition, definition.Sort
}

func (r Range) input(tableName string) (*dynamodb.QueryInput, error) {
	partition, sort := r.partitionAndSort()
	var e expression
	condition := e.name(partition) + " = " + e.value(r.Partition) +
		" AND " + e.name(sort) + " BETWEEN " + e.value(r.From) + " AND " + e.value(r.To)
	in := &dynamodb.QueryInput{
		TableName: &tableName, KeyConditionExpression: &condition,
		ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ScanIndexForward: aws.Bool(!r.Backwards), ConsistentRead: aws.Bool(r.Index == ""),
	}
	if r.Index != "" {
		in.IndexName = aws.String(r.Index)
	}
	if r.Limit > 0 {
		in.Limit = aws.Int32(int32(min(r.Limit, 1000))) //nolint:gosec // bounded
	}
	return in, e.err
}

// empty reports a range that DynamoDB would refuse as upside down.
func (r Range) empty() bool { return r.From > r.To }

// Query reads the first answer's worth of a range. More reports whether the
// range goes on behind it; read on from the last item's sort key.
func (s *Store) Query(ctx context.Context, r Range) (items []Item, more bool, err error) {
	in, err := r.input(s.name)
	if err != nil || r.empty() {
		return nil, false, err
	}
	out, err := s.db.Query(ctx, in)
	if err != nil {
		return nil, false, Unavailable(err)
	}
	items = make([]Item, len(out.Items))
	for i, item := range out.Items {
		items[i] = item
	}
	return items, len(out.LastEvaluatedKey) > 0, nil
}

// Each reads a whole range forwards, one answer's worth after the other, and
// hands each over until take returns an error, which it returns.
func (s *Store) Each(ctx context.Context, r Range, take func([]Item) error) error {
	_, sort := r.partitionAndSort()
	for {
		items, more, err := s.Query(ctx, r)
		if err != nil || len(items) == 0 {
			return err
		}
		if err := take(items); err != nil || !more {
			return err
		}
		r.From = stringOf(items[len(items)-1], sort) + "\x00"
	}
}

// All reads and decodes a whole range of items of one kind.
func All[T any](ctx context.Context, s *Store, r Range) ([]T, error) {
	var all []T
	err := s.Each(ctx, r, func(items []Item) error {
		records, err := DecodeAll[T](items)
		all = append(all, records...)
		return err
	})
	return all, err
}

// Count counts the items of a range, up to what one answer covers (1 MB).
func (s *Store) Count(ctx context.Context, r Range) (int, error) {
	in, err := r.input(s.name)
	if err != nil {
		return 0, err
	}
	in.Select = types.SelectCount
	out, err := s.db.Query(ctx, in)
	if err != nil {
		return 0, Unavailable(err)
	}
	return int(out.Count), nil
}
