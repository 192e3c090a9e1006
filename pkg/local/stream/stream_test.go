package stream_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"usher/pkg/local/process"
	"usher/pkg/local/stream"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// wait bounds how long a record may take to come.
const wait = time.Minute

// stream is a table to write to, and what its follower handed over.
type fixture struct {
	client *dynamodb.Client
	name   string

	mu     sync.Mutex
	failed map[string]int // how often each sort key is still to fail
	seen   []string       // "INSERT sk", as handed over
	dead   []string
}

// newStream follows a new table, with these prefixes, until the test ends.
func newStream(t *testing.T, fail map[string]int, records ...string) *fixture {
	t.Helper()
	cfg := process.AWSConfig(localtest.Database(t))
	s := &fixture{client: dynamodb.NewFromConfig(cfg), name: "t" + strings.ToLower(rand.Text()), failed: fail}
	if err := schema.Create(t.Context(), s.client, s.name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = s.client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &s.name})
	})
	ctx, cancel := context.WithCancel(context.Background())
	follower := stream.Follower{Table: s.client, Streams: dynamodbstreams.NewFromConfig(cfg), Name: s.name, Records: records,
		Function: s.take, DeadLetter: s.bury, Logger: slog.New(slog.DiscardHandler), Tries: 3, Poll: time.Millisecond}
	var done sync.WaitGroup
	done.Go(func() { _ = follower.Run(ctx) })
	t.Cleanup(func() { cancel(); done.Wait() })
	return s
}

func sk(r events.DynamoDBEventRecord) string { return r.Change.Keys["sk"].String() }

func (s *fixture) take(_ context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var answer events.DynamoDBEventResponse
	for _, r := range e.Records {
		if s.failed[sk(r)] > 0 {
			s.failed[sk(r)]--
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
			break
		}
		s.seen = append(s.seen, r.EventName+" "+sk(r))
	}
	return answer, nil
}

func (s *fixture) bury(r events.DynamoDBEventRecord, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cause == nil {
		cause = errors.New("nothing")
	}
	s.dead = append(s.dead, sk(r)+": "+cause.Error())
}

func (s *fixture) put(t *testing.T, sks ...string) {
	t.Helper()
	for i, sk := range sks {
		item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "P"}, "sk": &types.AttributeValueMemberS{Value: sk},
			"i": &types.AttributeValueMemberN{Value: string(rune('0' + i%10))}}
		if _, err := s.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.name, Item: item}); err != nil {
			t.Fatal(err)
		}
	}
}

// until waits for a sort key, and gives what was handed over up to it.
func (s *fixture) until(t *testing.T, last string) []string {
	t.Helper()
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		seen := slices.Clone(s.seen)
		s.mu.Unlock()
		if slices.ContainsFunc(seen, func(one string) bool { return strings.HasSuffix(one, " "+last) }) {
			return seen
		}
	}
	t.Fatalf("%s did not come: %v", last, s.seen)
	return nil
}

// TestRecords hands over what begins with one of the prefixes, new or modified,
// and no deletion.
func TestRecords(t *testing.T) {
	t.Parallel()
	s := newStream(t, nil, "evt_", "INVITATION#")
	s.put(t, "x", "evt_1", "evt", "ORG", "INVITATION#2", "xevt_", "evt_1") // the second evt_1 modifies
	_, err := s.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &s.name, Key: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "P"}, "sk": &types.AttributeValueMemberS{Value: "evt_1"}}})
	if err != nil {
		t.Fatal(err)
	}
	s.put(t, "evt_last")
	want := []string{"INSERT evt_1", "INSERT INVITATION#2", "MODIFY evt_1", "INSERT evt_last"}
	if got := s.until(t, "evt_last"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestAllRecords hands over everything where no prefix is named.
func TestAllRecords(t *testing.T) {
	t.Parallel()
	s := newStream(t, nil)
	s.put(t, "x", "evt_1")
	if _, err := s.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &s.name, Key: map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "P"}, "sk": &types.AttributeValueMemberS{Value: "x"}}}); err != nil {
		t.Fatal(err)
	}
	s.put(t, "last")
	want := []string{"INSERT x", "INSERT evt_1", "REMOVE x", "INSERT last"}
	if got := s.until(t, "last"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestFailures: everything from the first failure on is redelivered, and a record that
// fails at every attempt goes to the dead-letter queue.
func TestFailures(t *testing.T) {
	t.Parallel()
	s := newStream(t, map[string]int{"twice": 2, "always": 99})
	s.put(t, "a", "twice", "b", "always", "c")
	want := []string{"INSERT a", "INSERT twice", "INSERT b", "INSERT c"}
	if got := s.until(t, "c"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v: once each, in order", got, want)
	}
	if len(s.dead) != 1 || !strings.HasPrefix(s.dead[0], "always: ") {
		t.Errorf("the dead-letter queue has %v", s.dead)
	}
}
