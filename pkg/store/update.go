package store

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Change alters one item outside a transaction. It returns what the judge says
// when a condition fails. Unlike Commit it is not idempotent: a lost answer may
// be applied twice, so it is for changes that are the same twice, or counters
// that may be one too high.
func (s *Store) Change(ctx context.Context, key Key, changes []Change, judge OnConflict, conditions ...Condition) error {
	var e expression
	update, condition := e.changes(changes), e.conditions(conditions)
	if e.err != nil {
		return e.err
	}
	_, err := s.db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.name, Key: key.Item(), UpdateExpression: update, ConditionExpression: condition,
		ExpressionAttributeNames: e.names, ExpressionAttributeValues: e.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return judge(failed.Item)
	}
	return Unavailable(err)
}
