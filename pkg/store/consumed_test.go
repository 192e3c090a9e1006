package store_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/lib/id"
	"usher/pkg/local/process"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// breaking is a transport that fails the next so many requests.
type breaking struct{ failures atomic.Int32 }

func (b *breaking) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.failures.Add(-1) >= 0 {
		return nil, errors.New("cut off")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// newStore makes a table of the test's own on the real database, behind the
// client that the functions have.
func newStore(t *testing.T) (*store.Store, *breaking) {
	t.Helper()
	ids, wire := id.Source{Random: rand.Reader, Now: time.Now}, &breaking{}
	name, endpoint := "table-"+strings.ToLower(ids.New("")), localtest.Database(t)
	if err := schema.CreateWithoutStream(t.Context(), localtest.Client(t), name); err != nil {
		t.Fatal(err)
	}
	cfg := process.AWSConfig(endpoint)
	client := store.NewClient(store.ClientOptions{Region: cfg.Region, Endpoint: endpoint, Credentials: cfg.Credentials, HTTP: &http.Client{Transport: wire}})
	return store.New(client, name, ids), wire
}

// thing is a record of a chosen size.
type thing struct {
	store.Key
	Text  string `dynamodbav:"text"`
	Shard string `dynamodbav:"expiry_shard"`
	Order string `dynamodbav:"expiry_order"`
}

func key(sort string) store.Key { return store.Key{PK: "P", SK: sort} }

// fill writes things of 100 bytes, 3,000 bytes and 9,000 bytes: a, b and c.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	var x store.Transaction
	for sort, size := range map[string]int{"a": 100, "b": 3000, "c": 9000} {
		x.Put(key(sort), thing{key(sort), strings.Repeat("x", size), store.ExpiryShard(0), sort}, nil)
	}
	if err := s.Commit(t.Context(), &x); err != nil {
		t.Fatal(err)
	}
}

// TestConsumed holds the meter to what the documentation of DynamoDB says that
// reads and writes cost. (Of reads that find nothing it says half a unit or a
// whole one; DynamoDB Local says none.)
func TestConsumed(t *testing.T) {
	s, wire := newStore(t)
	fill(t, s)
	load := func(keys ...string) func(context.Context) error {
		return func(ctx context.Context) error {
			reads := make([]*store.Read, len(keys))
			for i, k := range keys {
				reads[i] = store.Fetch(key(k), &thing{})
			}
			return s.Load(ctx, reads...)
		}
	}
	query := func(r store.Range) func(context.Context) error {
		return func(ctx context.Context) error { _, _, err := s.Query(ctx, r); return err }
	}
	all := store.Range{Partition: "P", From: "a", To: "c"}
	touch := func(ctx context.Context) error {
		return s.Change(ctx, key("a"), []store.Change{text.Set("y")}, nil)
	}
	refused := errors.New("refused")
	tests := []struct {
		name     string
		failures int32
		do       func(context.Context) error
		want     store.Consumed
	}{
		{"nothing", 0, func(context.Context) error { return nil }, store.Consumed{}},
		{"a small item", 0, load("a"), store.Consumed{ReadUnits: 1, RoundTrips: 1}},
		{"items of three sizes", 0, load("a", "b", "c"), store.Consumed{ReadUnits: 1 + 1 + 3, RoundTrips: 1}},
		{"a range, counted together", 0, query(all), store.Consumed{ReadUnits: 3, RoundTrips: 1}},
		{"a part of it", 0, query(store.Range{Partition: "P", From: "a", To: "b"}), store.Consumed{ReadUnits: 1, RoundTrips: 1}},
		{"a count", 0, func(ctx context.Context) error { _, err := s.Count(ctx, all); return err }, store.Consumed{ReadUnits: 3, RoundTrips: 1}},
		{"a range on an index", 0, query(store.Range{Index: api.IndexByExpiry, Partition: store.ExpiryShard(0), From: "a", To: "b"}), store.Consumed{ReadUnits: 0.5, RoundTrips: 1}},
		{"one after the other", 0, func(ctx context.Context) error { return errors.Join(load("a")(ctx), load("b")(ctx)) }, store.Consumed{ReadUnits: 2, RoundTrips: 2}},
		{"at the same time", 0, func(ctx context.Context) error { return store.Together(ctx, load("a"), load("c"), query(all)) }, store.Consumed{ReadUnits: 7, RoundTrips: 1}},
		{"at the same time, and one after it", 0, func(ctx context.Context) error {
			return errors.Join(store.Together(ctx, load("a"), load("b")), load("a")(ctx))
		}, store.Consumed{ReadUnits: 3, RoundTrips: 2}},
		{"cut off twice", 2, load("c"), store.Consumed{ReadUnits: 3, RoundTrips: 1, Retries: 2}},
		{"a change, on the table and an index", 0, touch, store.Consumed{WriteUnits: 1 + 1, RoundTrips: 1}},
		{"a change that is refused", 0, func(ctx context.Context) error {
			if err := s.Change(ctx, key("a"), []store.Change{text.Set("z")}, store.FailWith(refused), store.NotExists()); !errors.Is(err, refused) {
				return errors.New("it was not refused")
			}
			return nil
		}, store.Consumed{RoundTrips: 1}},
		{"a large item deleted", 0, func(ctx context.Context) error { return s.Delete(ctx, key("c")) }, store.Consumed{WriteUnits: 9 + 9, RoundTrips: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wire.failures.Store(tt.failures)
			ctx, meter := store.Metered(t.Context())
			if err := tt.do(ctx); err != nil {
				t.Fatal(err)
			}
			if got := meter.Consumed(); got != tt.want {
				t.Errorf("consumed %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestTransactionsAreCounted: what DynamoDB Local says they cost is not what
// DynamoDB says, so only that they do.
func TestTransactionsAreCounted(t *testing.T) {
	s, _ := newStore(t)
	ctx, meter := store.Metered(t.Context())
	var x store.Transaction
	x.Put(key("a"), thing{key("a"), "x", store.ExpiryShard(0), "a"}, nil)
	if err := s.Commit(ctx, &x); err != nil {
		t.Fatal(err)
	}
	if got := meter.Consumed(); got.WriteUnits <= 0 || got.ReadUnits != 0 || got.RoundTrips != 1 || got.Retries != 0 {
		t.Errorf("consumed %+v", got)
	}
}

// TestMetersAreApart: a meter counts its own context's calls and no others.
func TestMetersAreApart(t *testing.T) {
	s, wire := newStore(t)
	fill(t, s)
	outer, first := store.Metered(t.Context())
	inner, second := store.Metered(outer)
	for _, ctx := range []context.Context{t.Context(), outer, inner, inner} {
		if err := s.Load(ctx, store.Fetch(key("a"), &thing{})); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := first.Consumed(), second.Consumed(); a.RoundTrips != 1 || b.RoundTrips != 2 {
		t.Errorf("%+v and %+v", a, b)
	}
	ctx, failing := store.Metered(t.Context())
	wire.failures.Store(1000)
	if err := s.Load(ctx, store.Fetch(key("a"), &thing{})); err == nil {
		t.Fatal("it did not fail")
	}
	if got := failing.Consumed(); got.RoundTrips != 1 || got.Retries == 0 || got.ReadUnits != 0 {
		t.Errorf("of a call that failed for good: %+v", got)
	}
}

func TestUnitsOf(t *testing.T) {
	n := aws.Float64
	one := []types.ConsumedCapacity{{CapacityUnits: n(4), ReadCapacityUnits: n(0), WriteCapacityUnits: n(4)}, {CapacityUnits: n(2)}}
	again := []types.ConsumedCapacity{{CapacityUnits: n(3), ReadCapacityUnits: n(3)}}
	for _, tt := range []struct {
		name           string
		answer         any
		reads, written float64
	}{
		{"a transaction", &dynamodb.TransactWriteItemsOutput{ConsumedCapacity: one}, 0, 6},
		{"a transaction that was applied before", &dynamodb.TransactWriteItemsOutput{ConsumedCapacity: again}, 3, 0},
		{"an answer that does not say", &dynamodb.QueryOutput{}, 0, 0},
		{"no answer", nil, 0, 0},
	} {
		if reads, written := store.UnitsOf(tt.answer); reads != tt.reads || written != tt.written {
			t.Errorf("%s: %g, %g", tt.name, reads, written)
		}
	}
}

// TestEveryCallIsCounted: a call that is added to API is no exception.
func TestEveryCallIsCounted(t *testing.T) {
	for method := range reflect.TypeFor[store.API]().Methods() {
		in, out := reflect.New(method.Type.In(1).Elem()), reflect.New(method.Type.Out(0).Elem())
		store.AskConsumed(in.Interface())
		if got := in.Elem().FieldByName("ReturnConsumedCapacity").Interface(); got != types.ReturnConsumedCapacityTotal {
			t.Errorf("%s asks for %v", method.Name, got)
		}
		one := types.ConsumedCapacity{CapacityUnits: aws.Float64(1)}
		if field := out.Elem().FieldByName("ConsumedCapacity"); field.Kind() == reflect.Slice {
			field.Set(reflect.ValueOf([]types.ConsumedCapacity{one}))
		} else {
			field.Set(reflect.ValueOf(&one))
		}
		if read, written := store.UnitsOf(out.Interface()); read+written != 1 {
			t.Errorf("%s is counted as %g read and %g written", method.Name, read, written)
		}
	}
}
