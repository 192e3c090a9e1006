package idempotency_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/core/idempotency"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/pkg/store/schema"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

var ids = id.Source{Random: rand.Reader, Now: time.Now}

func newStore(t *testing.T) *store.Store {
	t.Helper()
	client, name := localtest.Client(t), "idempotency-"+strings.ToLower(ids.New(""))
	if err := schema.CreateWithoutStream(t.Context(), client, name); err != nil {
		t.Fatal(err)
	}
	return store.New(client, name, ids)
}

// at is when the tests' requests come.
var at = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func key(t *testing.T, operation, caller, value string, input any, after time.Duration) *idempotency.Key {
	t.Helper()
	k, err := idempotency.New(operation, caller, nil, value, input, func() time.Time { return at.Add(after) })
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// save answers a request.
func save(ctx context.Context, table *store.Store, k *idempotency.Key, answer any) error {
	var tx store.Transaction
	if err := k.Store(ctx, table, &tx, answer); err != nil {
		return err
	}
	return table.Commit(ctx, &tx)
}

// replayed is what a request is answered: an answer, or an error.
func replayed(t *testing.T, table *store.Store, k *idempotency.Key) (answer string, err error) {
	t.Helper()
	if err := table.Load(t.Context(), k.Reads()...); err != nil {
		t.Fatal(err)
	}
	err = k.Replayed()
	if stored, ok := errors.AsType[*idempotency.Stored](err); ok {
		return answer, stored.Decode(&answer)
	}
	return "", err
}

func TestNew(t *testing.T) {
	if k, err := idempotency.New("op", "caller", nil, "", nil, time.Now); k != nil || err != nil {
		t.Errorf("without a header: %v, %v", k, err)
	}
	for value, good := range map[string]bool{
		"x": true, strings.Repeat("x", 255): true, strings.Repeat("x", 256): false, "a b": false, "é": false, "\x7f": false,
	} {
		if _, err := idempotency.New("op", "caller", nil, value, nil, time.Now); problem.Is(err, problem.InvalidRequest) == good {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestARequestWithoutAKey(t *testing.T) {
	t.Parallel()
	table := newStore(t)
	var k *idempotency.Key
	part, err := k.Part(1)
	if part != nil || err != nil || k.Reads() != nil || k.Replayed() != nil {
		t.Error("a request without a key has an answer")
	}
	var tx store.Transaction
	if err := k.Store(t.Context(), table, &tx, "answer"); err != nil || tx.Len() != 0 {
		t.Errorf("%v, %d writes", err, tx.Len())
	}
}

func TestReplayed(t *testing.T) {
	t.Parallel()
	table := newStore(t)
	if err := save(t.Context(), table, key(t, "create-user", "ada", "k", "input", 0), "first"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, operation, caller, value, input string
		after                                 time.Duration
		want                                  string
		code                                  problem.Code
	}{
		{"the same", "create-user", "ada", "k", "input", 0, "first", ""},
		{"at the last moment", "create-user", "ada", "k", "input", 24*time.Hour - time.Second, "first", ""},
		{"after a day", "create-user", "ada", "k", "input", 24 * time.Hour, "", ""},
		{"another input", "create-user", "ada", "k", "other", 0, "", problem.IdempotencyKeyReused},
		{"another caller", "create-user", "eve", "k", "input", 0, "", ""},
		{"another operation", "create-flow", "ada", "k", "input", 0, "", ""},
		{"another key", "create-user", "ada", "K", "input", 0, "", ""},
	}
	for _, tt := range tests {
		answer, err := replayed(t, table, key(t, tt.operation, tt.caller, tt.value, tt.input, tt.after))
		if answer != tt.want || tt.code == "" && err != nil || tt.code != "" && !problem.Is(err, tt.code) {
			t.Errorf("%s: %q, %v", tt.name, answer, err)
		}
	}
}

func TestPartsAreApart(t *testing.T) {
	t.Parallel()
	table := newStore(t)
	part := func(n int) *idempotency.Key {
		k, err := key(t, "import-users", "ada", "k", "input", 0).Part(n)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	if err := save(t.Context(), table, part(0), "part 0"); err != nil {
		t.Fatal(err)
	}
	for n, want := range []string{"part 0", ""} {
		if answer, err := replayed(t, table, part(n)); answer != want || err != nil {
			t.Errorf("part %d: %q, %v", n, answer, err)
		}
	}
	if answer, err := replayed(t, table, key(t, "import-users", "ada", "k", "input", 0)); answer != "" || err != nil {
		t.Errorf("the whole: %q, %v", answer, err)
	}
}

// TestStoreLooksFirst: whoever has not loaded the stored answer gets it from Store; whoever has, and was overtaken, is
// told by the transaction. An answer of more than a day ago is overwritten.
func TestStoreLooksFirst(t *testing.T) {
	t.Parallel()
	table := newStore(t)
	overtaken := key(t, "create-user", "ada", "k", "input", 0)
	if answer, err := replayed(t, table, overtaken); answer != "" || err != nil {
		t.Fatalf("%q, %v", answer, err)
	}
	if err := save(t.Context(), table, key(t, "create-user", "ada", "k", "input", 0), "first"); err != nil {
		t.Fatal(err)
	}
	if err := save(t.Context(), table, overtaken, "second"); !errors.Is(err, store.ErrStale) {
		t.Errorf("overtaken: %v", err)
	}
	var stored *idempotency.Stored
	if err := save(t.Context(), table, key(t, "create-user", "ada", "k", "input", 0), "third"); !errors.As(err, &stored) {
		t.Errorf("not looked: %v", err)
	}
	if err := save(t.Context(), table, key(t, "create-user", "ada", "k", "input", 25*time.Hour), "next day"); err != nil {
		t.Errorf("after a day: %v", err)
	}
}
