package store_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestConflictsAreRetried injects the conflicts that DynamoDB Local never has:
// a few are retried and nobody notices, many are answered 503 with nothing done.
func TestConflictsAreRetried(t *testing.T) {
	t.Parallel()
	n := 0
	conflict := &types.TransactionCanceledException{CancellationReasons: []types.CancellationReason{
		{Code: aws.String("None")}, {Code: aws.String("TransactionConflict")}}}
	s := harness.New(t, harness.Fault("TransactWriteItems", &n, conflict))
	owner := s.Found(t, "Acme")
	n = 3
	owner.Invite(t, api.Auditor)
	n = 1000
	a := owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 503, "try_again")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	n = 0
	if c := owner.Recount(t); c.Invited != 1 {
		t.Errorf("seats %+v", c)
	}
}

// TestSingleWritesThatMeetATransaction: they are retried, although they are refused by an
// error of their own.
func TestSingleWritesThatMeetATransaction(t *testing.T) {
	t.Parallel()
	n := 0
	s := harness.New(t, harness.Fault("UpdateItem", &n, &types.TransactionConflictException{}))
	owner := s.Found(t, "Acme")
	n = 3
	s.Browser().SignIn(t, owner.Email, harness.Password).Want(t, 200, "")
	if n != 0 {
		t.Errorf("%d faults are left", n)
	}
}
