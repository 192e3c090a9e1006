package store

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
)

// Tally is what counting users again reads of each user.
type Tally struct {
	Org    string     `dynamodbav:"org"`
	Role   api.Role   `dynamodbav:"role"`
	Status api.Status `dynamodbav:"status"`
}

// Position is a place in the scan of all users: the keys of the last one read. Empty is the beginning.
type Position map[string]string

// Tallies reads all users of all organizations, a page at a time, an organization's together. It reads an index,
// which trails the table by moments. The position is nil when there are no more. Limit is users a page; 0 is what one
// answer holds, 1 MB.
func (s *Store) Tallies(ctx context.Context, from Position, limit int) ([]Tally, Position, error) {
	in := &dynamodb.ScanInput{
		TableName: &s.name, IndexName: aws.String(api.IndexByLastName),
		ProjectionExpression:     aws.String("#org, #role, #status"),
		ExpressionAttributeNames: map[string]string{"#org": "org", "#role": "role", "#status": "status"},
	}
	if limit > 0 {
		in.Limit = aws.Int32(int32(min(limit, 1000))) //nolint:gosec // bounded
	}
	for name, value := range from {
		if in.ExclusiveStartKey == nil {
			in.ExclusiveStartKey = map[string]types.AttributeValue{}
		}
		in.ExclusiveStartKey[name] = &types.AttributeValueMemberS{Value: value}
	}
	out, err := s.db.Scan(ctx, in)
	if err != nil {
		return nil, nil, Unavailable(err)
	}
	all := make([]Tally, len(out.Items))
	for i, item := range out.Items {
		if err := Item(item).Decode(&all[i]); err != nil {
			return nil, nil, err
		}
	}
	return all, position(out.LastEvaluatedKey), nil
}

func position(key map[string]types.AttributeValue) Position {
	if len(key) == 0 {
		return nil
	}
	p := Position{}
	for name := range key {
		p[name] = stringOf(key, name) // all keys are texts
	}
	return p
}
