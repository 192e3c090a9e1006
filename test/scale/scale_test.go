package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// sent answers every request with an empty object.
type sent struct {
	mu sync.Mutex
	n  int
}

func (s *sent) RoundTrip(*http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))},
		nil
}

// put is a transaction of one item, as the SDK sends it.
func put(c *contention, sk string) error {
	db := dynamodb.New(dynamodb.Options{Region: "x", Credentials: credentials.NewStaticCredentialsProvider("x", "x", ""),
		HTTPClient: &http.Client{Transport: c}, RetryMaxAttempts: 1})
	table := "t"
	_, err := db.TransactWriteItems(context.Background(),
		&dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: &table, Item: map[string]types.AttributeValue{
				"pk": &types.AttributeValueMemberS{Value: "p"}, "sk": &types.AttributeValueMemberS{Value: "mine of " + sk}}}},
			{Delete: &types.Delete{TableName: &table, Key: map[string]types.AttributeValue{
				"pk": &types.AttributeValueMemberS{Value: "p"}, "sk": &types.AttributeValueMemberS{Value: "shared"}}}},
		}})
	return err
}

// TestConflicts has two transactions meet on their second item: the SDK reads
// the refusal as DynamoDB's, and once the first is through the item is free.
func TestConflicts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		next := &sent{}
		c := &contention{next: next, hold: time.Second, busy: map[string]bool{}}
		var first error
		var wait sync.WaitGroup
		wait.Go(func() { first = put(c, "a") })
		time.Sleep(time.Second / 2)
		var cancelled *types.TransactionCanceledException
		if err := put(c, "b"); !errors.As(err, &cancelled) || len(cancelled.CancellationReasons) != 2 ||
			*cancelled.CancellationReasons[0].Code != "None" || *cancelled.CancellationReasons[1].Code != "TransactionConflict" {
			t.Errorf("met another and got %v", err)
		}
		wait.Wait()
		if err := put(c, "b"); first != nil || err != nil || next.n != 2 {
			t.Errorf("%v, %v, %d sent", first, err, next.n)
		}
	})
}

func TestItemsOf(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "{", `{"TransactItems":[{"Put":{"Item":{"pk":{"S":"p"}}}}]}`} {
		if items, err := itemsOf([]byte(bad)); err == nil {
			t.Errorf("%q has the items %q", bad, items)
		}
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	r := &retries{}
	for _, n := range []int{2, 0, 3} {
		if err := json.NewEncoder(r).Encode(map[string]any{"msg": "request", "retries": n}); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.take(); n != 5 || r.take() != 0 {
		t.Error(n)
	}
}
