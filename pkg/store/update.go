package store

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Change alters one item outside a transaction. When a condition fails it
// returns the error that onConflict gives. Unlike Commit it is not idempotent:
// after a lost answer it may be applied twice, so it is for changes that make no
// difference the second time, or counters that may be one too high.
func (s *Store) Change(
	ctx context.Context, key Key, changes []Change, onConflict OnConflict, conditions ...Condition,
) error {
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
	if failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		return onConflict(failed.Item)
	}
	return Unavailable(err)
}

// Delete removes one item, whether or not it is there.
func (s *Store) Delete(ctx context.Context, key Key) error {
	_, err := s.db.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.name, Key: key.Item()})
	return Unavailable(err)
}
