package store_test

import (
	"errors"
	"strings"
	"testing"

	"usher/pkg/api/problem"
	"usher/pkg/store"
)

var text, order, count = store.NewField[string]("text"), store.NewField[string]("expiry_order"), store.NewNumber("count")

// writes are what a transaction may do with an item, each with a condition that
// holds of thing "a" as fill makes it, unless broken.
func writes(broken error) map[string]func(*store.Transaction) {
	conflict, holds := store.FailWith(broken), order.Is("a")
	if broken != nil {
		holds = order.Is("b")
	}
	return map[string]func(*store.Transaction){
		"check": func(x *store.Transaction) { x.Check(key("a"), conflict, holds) },
		"put": func(x *store.Transaction) {
			x.Put(key("a"), thing{key("a"), "put", store.ExpiryShard(0), "a"}, conflict, holds)
		},
		"put first": func(x *store.Transaction) {
			x.PutFirst(key("a"), thing{key("a"), "put first", store.ExpiryShard(0), "a"}, conflict, holds)
		},
		"change": func(x *store.Transaction) {
			x.Change(key("a"), []store.Change{text.Set("changed")}, conflict, holds)
		},
		"count":  func(x *store.Transaction) { x.Change(key("a"), []store.Change{count.Add(1)}, conflict, holds) },
		"delete": func(x *store.Transaction) { x.Delete(key("a"), conflict, holds) },
	}
}

// TestTwoWritesOfOneItem takes every pair, in both orders: a check joins any write, changes of different attributes
// join, and of all others Commit says that they cannot be, and writes nothing.
func TestTwoWritesOfOneItem(t *testing.T) {
	s, _ := newStore(t)
	for first := range writes(nil) {
		for second := range writes(nil) {
			t.Run(first+" and "+second, func(t *testing.T) {
				fill(t, s)
				var x store.Transaction
				x.Check(key("b"), nil, store.Exists())
				writes(nil)[first](&x)
				writes(nil)[second](&x)
				if x.Len() != 2 {
					t.Errorf("%d items", x.Len())
				}
				before, _ := load(t, s, "a")
				err := s.Commit(t.Context(), &x)
				if joins := first == "check" || second == "check" || first+second == "changecount" || first+second == "countchange"; joins {
					if err != nil {
						t.Fatal(err)
					}
					checkWritten(t, s, first, second)
					return
				}
				if err == nil || problem.Is(err, problem.TryAgain) || !strings.Contains(err.Error(), "of the kind a") {
					t.Errorf("%v", err)
				}
				if after, _ := load(t, s, "a"); after != before {
					t.Errorf("it wrote %v", after)
				}
			})
		}
	}
}

// checkWritten holds item "a" to two writes that could be joined.
func checkWritten(t *testing.T, s *store.Store, names ...string) {
	t.Helper()
	after, found := load(t, s, "a")
	want := counted{thing: thing{key("a"), strings.Repeat("x", 100), store.ExpiryShard(0), "a"}}
	there := true
	for _, name := range names {
		switch name {
		case "put", "put first":
			want.Text = name
		case "change":
			want.Text = "changed"
		case "count":
			want.Count = 1
		case "delete":
			want, there = counted{}, false
		}
	}
	if found != there || after != want {
		t.Errorf("%v %+v, want %v %+v", found, after, there, want)
	}
}

// TestJoinedConditions: of two writes that become one both have their condition
// and their error, in the order in which they are added.
func TestJoinedConditions(t *testing.T) {
	s, _ := newStore(t)
	fill(t, s)
	one, two := errors.New("one"), errors.New("two")
	for name := range writes(nil) {
		var before, after store.Transaction
		writes(nil)["check"](&before)
		writes(one)[name](&before)
		writes(one)[name](&after)
		after.Check(key("a"), store.FailWith(two))
		if err := s.Commit(t.Context(), &after); !errors.Is(err, one) {
			t.Errorf("%s, then a check: %v", name, err)
		}
		if err := s.Commit(t.Context(), &before); err == nil {
			t.Errorf("a check, then %s: the condition is lost", name)
		}
	}
}

// TestOneAttributeTwice: changes that alter an attribute, or a map and what is in it, cannot be joined.
func TestOneAttributeTwice(t *testing.T) {
	s, _ := newStore(t)
	whole, inside, beside := store.NewField[string]("m"), store.NewField[string]("m.x"), store.NewField[string]("m.y")
	for name, tt := range map[string]struct {
		first, second store.Change
		joins         bool
	}{
		"two values":          {text.Set("1"), text.Set("2"), false},
		"the same value":      {text.Set("1"), text.Set("1"), false},
		"set and clear":       {text.Set("1"), text.Clear(), false},
		"two sums":            {count.Add(1), count.Add(1), false},
		"a map, then inside":  {whole.Set("1"), inside.Set("2"), false},
		"inside, then a map":  {inside.Set("2"), whole.Clear(), false},
		"side by side":        {inside.Set("1"), beside.Set("2"), true},
		"a name begins alike": {whole.Set("1"), store.NewField[string]("mm").Set("2"), true},
	} {
		var x store.Transaction
		never := errors.New("never")
		x.Change(key("a"), []store.Change{tt.first}, store.FailWith(never), store.Exists()) // it is not there
		x.Change(key("a"), []store.Change{tt.second}, nil)
		err := s.Commit(t.Context(), &x)
		if errors.Is(err, never) != tt.joins || !tt.joins && !strings.Contains(err.Error(), "twice") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPutFirst: its error comes before all others, also where the item was checked already.
func TestPutFirst(t *testing.T) {
	s, _ := newStore(t)
	fill(t, s)
	one, other := errors.New("first"), errors.New("other")
	for _, checked := range []bool{false, true} {
		var x store.Transaction
		x.Check(key("b"), store.FailWith(other), store.NotExists())
		if checked {
			x.Check(key("a"), nil, store.Exists())
		}
		x.Delete(key("c"), store.FailWith(other), store.NotExists())
		x.PutFirst(key("a"), thing{key("a"), "", store.ExpiryShard(0), "a"}, store.FailWith(one), store.NotExists())
		if err := s.Commit(t.Context(), &x); !errors.Is(err, one) || x.Len() != 3 {
			t.Errorf("checked %t: %v, %d items", checked, err, x.Len())
		}
	}
}

// counted is a thing with a number.
type counted struct {
	thing
	Count int `dynamodbav:"count"`
}

func load(t *testing.T, s *store.Store, sort string) (c counted, found bool) {
	t.Helper()
	read := store.Fetch(key(sort), &c)
	if err := s.Load(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	return c, read.Found()
}

func TestKinds(t *testing.T) {
	for want, key := range map[store.Kind]store.Key{
		store.KindOrganization: store.OrganizationKey("org_1"), store.KindUser: store.UserKey("org_1", "usr_1"),
		store.KindIdentity: store.IdentityKey("x"), store.KindEvent: store.EventKey("org_1", "evt_1"),
		store.KindAttempts: {PK: "ATTEMPTS#join#x", SK: "1700000000"}, store.KindLeases: {PK: "LIMIT#call-key#x", SK: "1700000000"}, store.KindReplay: store.ReplayKey("create-user", "ab#c"),
		store.KindFlow: store.DefinitionKey("org_1", "flw_1"), store.KindSeal: store.SealKey("org_1", 1),
		store.KindSealHead: store.SealHeadKey("org_1"), store.KindReset: store.ResetKey("x"), store.KindBookmark: store.BookmarkKey(),
		store.KindHeartbeat: store.HeartbeatKey(),
	} {
		if got := key.Kind(); got != want {
			t.Errorf("%v is a %s, want %s", key, got, want)
		}
		if got := key.Item().Key(); got != key {
			t.Errorf("%v by way of an item is %v", key, got)
		}
	}
}
