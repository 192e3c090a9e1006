package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	smithy "github.com/aws/smithy-go"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// Store is the table behind a client.
type Store struct {
	db   API
	name string
	ids  id.Source
}

// New makes a store on the named table. The ids give each transaction the token
// that makes its retries safe.
func New(db API, name string, ids id.Source) *Store { return &Store{db: db, name: name, ids: ids} }

// ErrStale says that something has changed since it was read. An OnConflict
// returns it to have Retry run the whole use case again.
var ErrStale = errors.New("table: something has changed since it was read")

// staleAttempts bounds how often a use case reads again what changed under it.
const staleAttempts = 6

// Retry runs f again while it returns ErrStale. After the last attempt it returns
// problem.TryAgain: the thing is being changed faster than it can be read.
func Retry(ctx context.Context, f func(context.Context) error) error {
	for range staleAttempts {
		err := f(ctx)
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return problem.Unavailable(ErrStale)
}

// Commit applies the transaction. It returns the error of the first write whose
// conditions failed, or problem.TryAgain when DynamoDB did not take it in time,
// or refused it after an attempt whose answer is not known.
func (s *Store) Commit(ctx context.Context, t *Transaction) error {
	items, err := t.items(s.name)
	if err != nil {
		return err
	}
	ctx, unanswered := noticing(ctx)
	_, err = s.db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems:      items,
		ClientRequestToken: aws.String(hex.EncodeToString(s.ids.Bytes(16))),
	})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) && !passing(cancelled.CancellationReasons) {
		err = t.conflict(cancelled.CancellationReasons)
		if unanswered.Load() && !errors.Is(err, ErrStale) {
			return Unavailable(errUnanswered)
		}
		return err
	}
	return Unavailable(err)
}

// conflict is the error of the first write, in their order, whose failure has one.
func (t *Transaction) conflict(reasons []types.CancellationReason) error {
	for i, r := range reasons {
		if aws.ToString(r.Code) != "ConditionalCheckFailed" || i >= len(t.writes) {
			continue
		}
		for _, explain := range t.writes[i].onConflict {
			if err := explain(r.Item); err != nil {
				return err
			}
		}
		return fmt.Errorf("table: a condition on %s failed, and no OnConflict explains it", t.writes[i].key.SK)
	}
	return fmt.Errorf("table: transaction refused: %v", reasonsText(reasons))
}

func reasonsText(reasons []types.CancellationReason) []string {
	var texts []string
	for _, r := range reasons {
		if code := aws.ToString(r.Code); code != "None" {
			texts = append(texts, code+" "+aws.ToString(r.Message))
		}
	}
	return texts
}

// Unavailable turns a failed call's error into problem.TryAgain, except where
// the request itself was wrong, which is a bug to be seen. Nil stays nil.
func Unavailable(err error) error {
	var refused smithy.APIError
	if err == nil {
		return nil
	}
	if errors.As(err, &refused) && refused.ErrorCode() == "ValidationException" {
		return fmt.Errorf("table: %w", err)
	}
	return problem.Unavailable(err)
}
