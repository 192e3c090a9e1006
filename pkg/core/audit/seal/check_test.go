package seal_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"usher/pkg/api"
	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

const org = "org_01k0000000000000000samp1es"

// noon is when the trails of these tests begin; they are checked a day later.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// trail is a whole trail in memory.
type trail struct {
	events []store.Item
	seals  []store.Seal
	head   *store.SealHead
}

// event is the n-th event: one a minute.
func event(n int) store.Item {
	at := noon.Add(time.Duration(n) * time.Minute)
	name := id.Earliest(id.Event, at)
	return store.Item{"pk": s("AUDIT#" + org), "sk": s(name), "json": s(fmt.Sprintf(`{"action":"user.update","n":%d}`, n))}
}

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }

// edit changes what an event says.
func edit(event store.Item) { event["json"] = s(`{"action":"user.update","n":77}`) }

// newTrail has so many events in each of its seals.
func newTrail(sizes ...int) *trail {
	t := &trail{}
	for _, size := range sizes {
		next := store.Seal{Previous: make([]byte, 32)}
		for range size {
			e := event(len(t.events))
			t.events = append(t.events, e)
			next.Events = append(next.Events, store.SealedEvent{ID: e.Key().SK, Hash: seal.EventHash(e)})
		}
		next.At = api.At(noon.Add(time.Duration(len(t.events)) * time.Minute))
		t.seals = append(t.seals, next)
	}
	t.link()
	return t
}

// link numbers and links the seals again, and names the last in the head.
func (t *trail) link() {
	previous := make([]byte, 32)
	for i := range t.seals {
		next := &t.seals[i]
		next.Org, next.Number, next.Previous = org, int64(i+1), previous
		next.Key = store.SealKey(org, next.Number)
		next.Hash = seal.Hash(next)
		previous = slices.Clone(next.Hash)
		t.head = &store.SealHead{Key: store.SealHeadKey(org), Number: next.Number, Hash: next.Hash}
	}
}

func (t *trail) check(witnesses ...seal.Witness) seal.Report {
	c := seal.NewCheck(org, noon.Add(24*time.Hour), witnesses...)
	for _, next := range t.seals {
		item, err := attributevalue.MarshalMapWithOptions(next, func(o *attributevalue.EncoderOptions) { o.UseEncodingMarshalers = true })
		if err != nil {
			panic(err)
		}
		c.Seal(item)
	}
	for _, e := range t.events {
		c.Event(e)
	}
	return c.Finish(t.head)
}

// kinds are the kinds of findings, each once, in order.
func kinds(r seal.Report) string {
	all := map[string]bool{}
	for _, f := range r.Findings {
		all[string(f.Kind)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(all)), " ")
}

func TestCheckOfAWholeTrail(t *testing.T) {
	whole := newTrail(3, 1, 25)
	var witnesses []seal.Witness
	for _, s := range whole.seals {
		witnesses = append(witnesses, seal.Witness{Number: s.Number, Hash: s.Hash})
	}
	r := whole.check(witnesses...)
	if len(r.Findings) > 0 || r.Events != 29 || r.Seals != 3 || r.Newest.Number != 3 {
		t.Errorf("%+v", r)
	}
	want := fmt.Sprintf("29 events, 3 seals, newest seal 3 hash %x: nothing changed, nothing missing", whole.seals[2].Hash)
	if r.Summary() != want {
		t.Errorf("%s", r.Summary())
	}
}

// TestFindings tampers with a trail of three seals, of two events each, in one way.
func TestFindings(t *testing.T) {
	other := seal.Witness{Number: 2, Hash: fill(9)}
	for _, test := range []struct {
		name, want string
		tamper     func(*trail)
		witnesses  []seal.Witness
	}{
		{"nothing", "", func(*trail) {}, nil},
		{"what it says", "changed", func(t *trail) { edit(t.events[3]) }, nil},
		{"white space", "changed", func(t *trail) { t.events[3]["json"] = s(`{"action":"user.update", "n":3}`) }, nil},
		{"its type", "changed", func(t *trail) {
			t.events[3]["json"] = &types.AttributeValueMemberB{Value: []byte(`{"action":"user.update","n":3}`)}
		}, nil},
		{"an attribute more", "changed", func(t *trail) { t.events[3]["more"] = s("") }, nil},
		{"an attribute less", "changed", func(t *trail) { delete(t.events[3], "json") }, nil},
		{"no event any more, and that sealed", "changed conflicting", func(t *trail) {
			delete(t.events[0], "json")
			t.seals[2].Events = append(t.seals[2].Events, store.SealedEvent{ID: t.events[0].Key().SK, Hash: seal.EventHash(t.events[0])})
			t.link()
		}, nil},
		{"no event from the start", "changed", func(t *trail) {
			delete(t.events[4], "json")
			t.seals[2].Events[0].Hash = seal.EventHash(t.events[4])
			t.link()
		}, nil},
		{"an event deleted", "missing", func(t *trail) { t.events = slices.Delete(t.events, 1, 2) }, nil},
		{"an event inserted", "unsealed", func(t *trail) { t.events = append(t.events, event(99)) }, nil},
		{"an event under another id", "missing unsealed", func(t *trail) { t.events[0]["sk"] = s("evt_1") }, nil},
		{"an event of the future", "unsealed", func(t *trail) { t.events = append(t.events, event(2*24*60)) }, nil},
		{"no event of ours", "unsealed", func(t *trail) { t.events = append(t.events, store.Item{"pk": s("AUDIT#" + org), "sk": s("x")}) }, nil},
		{"an event in a stranger's trail", "missing unsealed", func(t *trail) { t.events[0]["pk"] = s("AUDIT#org_2") }, nil},
		{"a new event", "", func(t *trail) { t.events = append(t.events, event(24*60-14)) }, nil},
		{"an event a quarter of an hour old", "unsealed", func(t *trail) { t.events = append(t.events, event(24*60-15)) }, nil},
		{"the first seal deleted", "broken unsealed", func(t *trail) { t.seals = t.seals[1:] }, nil},
		{"a seal deleted", "broken unsealed", func(t *trail) { t.seals = slices.Delete(t.seals, 1, 2) }, nil},
		{"the last seal deleted", "head unsealed", func(t *trail) { t.seals = t.seals[:2] }, nil},
		{"a seal and its events deleted", "broken", func(t *trail) { t.seals, t.events = slices.Delete(t.seals, 1, 2), slices.Delete(t.events, 2, 4) }, nil},
		{"the end deleted", "", func(t *trail) { t.seals, t.events = t.seals[:2], t.events[:4]; t.link() }, nil},
		{"the end deleted, witnessed", "witness", func(t *trail) { t.seals, t.events = t.seals[:1], t.events[:2]; t.link() }, []seal.Witness{other}},
		{"everything deleted", "empty", func(t *trail) { *t = trail{} }, nil},
		{"everything deleted, witnessed", "empty witness", func(t *trail) { *t = trail{} }, []seal.Witness{other}},
		{"a seal's time", "broken", func(t *trail) { t.seals[1].At = api.At(noon) }, nil},
		{"a seal's hash", "broken", func(t *trail) { t.seals[1].Hash = fill(1) }, nil},
		{"a seal's organization", "broken", func(t *trail) { t.seals[1].Org = "org_2"; t.seals[1].Hash = seal.Hash(&t.seals[1]) }, nil},
		{"a seal's entry", "broken changed head", func(t *trail) { t.seals[2].Events[0].Hash = fill(1) }, nil},
		{"a seal's entry, without a hash", "broken changed head", func(t *trail) { t.seals[2].Events[0].Hash = nil }, nil},
		{"a seal sealed again", "broken changed", func(t *trail) {
			t.seals[1].Events[0].Hash = fill(1)
			t.seals[1].Hash = seal.Hash(&t.seals[1])
		}, nil},
		{"seals swapped", "broken unsealed", func(t *trail) { t.seals[0], t.seals[1] = t.seals[1], t.seals[0] }, nil},
		{"no head", "head", func(t *trail) { t.head = nil }, nil},
		{"a head set back", "head", func(t *trail) { t.head.Number, t.head.Hash = 2, t.seals[1].Hash }, nil},
		{"a head set forth", "head", func(t *trail) { t.head.Number = 4 }, nil},
		{"another hash in the head", "head", func(t *trail) { t.head.Hash = fill(1) }, nil},
		{"redelivered", "", func(t *trail) { t.seals[2].Events = append(t.seals[2].Events, t.seals[0].Events[0]); t.link() }, nil},
		{"changed, and the change sealed", "changed conflicting", func(t *trail) {
			edit(t.events[0])
			t.seals[2].Events = append(t.seals[2].Events, store.SealedEvent{ID: t.events[0].Key().SK, Hash: seal.EventHash(t.events[0])})
			t.link()
		}, nil},
		{"changed and back, and both sealed", "conflicting", func(t *trail) {
			t.seals[2].Events = append(t.seals[2].Events, store.SealedEvent{ID: t.events[0].Key().SK, Hash: fill(1)})
			t.link()
		}, nil},
		{"sealed a day late", "misdated", func(t *trail) { t.seals[2].At = api.At(noon.Add(23 * time.Hour)); t.link() }, nil},
		{"sealed before it happened", "misdated", func(t *trail) { t.seals[2].At = api.At(noon.Add(-time.Hour)); t.link() }, nil},
		{"written again", "", writtenAgain, nil},
		{"written again, witnessed", "witness", writtenAgain, []seal.Witness{{Number: 2, Hash: newTrail(2, 2, 2).seals[1].Hash}}},
		{"another witness", "witness", func(*trail) {}, []seal.Witness{other}},
	} {
		forged := newTrail(2, 2, 2)
		test.tamper(forged)
		r := forged.check(test.witnesses...)
		if got := kinds(r); got != test.want {
			t.Errorf("%s: found %q, want %q: %v", test.name, got, test.want, r.Findings)
		}
	}
}

// writtenAgain changes an event and makes all seals again.
func writtenAgain(t *trail) {
	edit(t.events[3])
	t.seals[1].Events[1].Hash = seal.EventHash(t.events[3])
	t.link()
}

// TestWhatIsNoSeal lays strange items among the seals.
func TestWhatIsNoSeal(t *testing.T) {
	for _, item := range []store.Item{
		{"pk": s("SEALS#" + org), "sk": s("SEAL#x")},
		{"pk": s("SEALS#" + org), "sk": s("SEAL#00000000000000000001"), "number": s("1")},
		{"pk": s("SEALS#" + org), "sk": s("SEAL#00000000000000000001"), "number": n("2")},
		{"pk": s("SEALS#org_2"), "sk": s("SEAL#00000000000000000001"), "number": n("1")},
		{"pk": s("SEALS#" + org), "sk": s("SEAL#-0000000000000000001"), "number": n("-1")},
	} {
		c := seal.NewCheck(org, noon)
		c.Seal(item)
		if r := c.Finish(nil); !strings.Contains(kinds(r), "broken") || r.Seals != 0 {
			t.Errorf("%v: %+v", item, r)
		}
	}
}

// TestAnySingleChangeIsFound makes one change anywhere in a trail: in an
// attribute of an event, a field of a seal or the head; one deletion, insertion
// or swap. Each is found, and without it nothing is.
func TestAnySingleChangeIsFound(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		forged := newTrail(rapid.SliceOfN(rapid.IntRange(1, 5), 2, 6).Draw(r, "sizes")...)
		if report := forged.check(); len(report.Findings) > 0 {
			r.Fatalf("before: %v", report.Findings)
		}
		names := slices.Sorted(maps.Keys(changes))
		name := rapid.SampledFrom(names).Draw(r, "change")
		changes[name](r, forged)
		if report := forged.check(); len(report.Findings) == 0 {
			r.Fatalf("%s was not found", name)
		}
	})
}

// changes are the single changes of a trail, each at a place that is drawn.
var changes = map[string]func(*rapid.T, *trail){
	"event attribute": func(r *rapid.T, t *trail) {
		e := anyEvent(r, t)
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(e))).Draw(r, "attribute")
		e[name] = s(rapid.String().Filter(func(text string) bool {
			was, ok := e[name].(*types.AttributeValueMemberS)
			return !ok || was.Value != text
		}).Draw(r, "value"))
	},
	"event byte": func(r *rapid.T, t *trail) {
		e := anyEvent(r, t)
		text := []byte(e["json"].(*types.AttributeValueMemberS).Value)
		flip(r, text)
		e["json"] = s(string(text))
	},
	"event attribute more": func(r *rapid.T, t *trail) {
		anyEvent(r, t)["x"+rapid.String().Draw(r, "name")] = s(rapid.String().Draw(r, "value"))
	},
	"event attribute less": func(r *rapid.T, t *trail) {
		e := anyEvent(r, t)
		delete(e, rapid.SampledFrom(slices.Sorted(maps.Keys(e))).Draw(r, "attribute"))
	},
	"event deleted": func(r *rapid.T, t *trail) {
		i := rapid.IntRange(0, len(t.events)-1).Draw(r, "event")
		t.events = slices.Delete(t.events, i, i+1)
	},
	"event inserted": func(r *rapid.T, t *trail) {
		t.events = append(t.events, event(rapid.IntRange(len(t.events), 23*60).Draw(r, "minute")))
	},
	"events swapped": func(r *rapid.T, t *trail) {
		a, b := two(r, len(t.events))
		for _, name := range []string{"pk", "sk"} {
			t.events[a][name], t.events[b][name] = t.events[b][name], t.events[a][name]
		}
	},
	"seal number":   func(r *rapid.T, t *trail) { anySeal(r, t).Number += rapid.Int64Range(1, 1<<40).Draw(r, "more") },
	"seal previous": func(r *rapid.T, t *trail) { flip(r, anySeal(r, t).Previous) },
	"seal hash": func(r *rapid.T, t *trail) {
		next := anySeal(r, t)
		next.Hash = slices.Clone(next.Hash)
		flip(r, next.Hash)
	},
	"seal time": func(r *rapid.T, t *trail) {
		next := anySeal(r, t)
		next.At = api.At(next.At.Add(time.Duration(rapid.IntRange(1, 1<<30).Draw(r, "ms")) * time.Millisecond))
	},
	"seal made again": func(r *rapid.T, t *trail) {
		next := anySeal(r, t)
		next.At = api.At(next.At.Add(time.Millisecond))
		next.Hash = seal.Hash(next)
	},
	"entry hash": func(r *rapid.T, t *trail) { flip(r, anyEntry(r, t).Hash) },
	"entry id":   func(r *rapid.T, t *trail) { anyEntry(r, t).ID += "x" },
	"entry deleted": func(r *rapid.T, t *trail) {
		next := anySeal(r, t)
		i := rapid.IntRange(0, len(next.Events)-1).Draw(r, "entry")
		next.Events = slices.Delete(next.Events, i, i+1)
	},
	"entry inserted": func(r *rapid.T, t *trail) {
		next := anySeal(r, t)
		next.Events = append(next.Events, *anyEntry(r, t))
	},
	"seal deleted": func(r *rapid.T, t *trail) {
		i := rapid.IntRange(0, len(t.seals)-1).Draw(r, "seal")
		t.seals = slices.Delete(t.seals, i, i+1)
	},
	"seal inserted": func(r *rapid.T, t *trail) {
		i := rapid.IntRange(0, len(t.seals)).Draw(r, "place")
		t.seals = slices.Insert(t.seals, i, *anySeal(r, t))
	},
	"seals swapped under their numbers": func(r *rapid.T, t *trail) {
		a, b := two(r, len(t.seals))
		t.seals[a], t.seals[b] = t.seals[b], t.seals[a]
		t.seals[a].Key, t.seals[b].Key = t.seals[b].Key, t.seals[a].Key
		t.seals[a].Number, t.seals[b].Number = t.seals[b].Number, t.seals[a].Number
	},
	"head number":  func(r *rapid.T, t *trail) { t.head.Number += rapid.Int64Range(1, 9).Draw(r, "more") },
	"head hash":    func(r *rapid.T, t *trail) { t.head.Hash = slices.Clone(t.head.Hash); flip(r, t.head.Hash) },
	"head deleted": func(_ *rapid.T, t *trail) { t.head = nil },
}

func anyEvent(r *rapid.T, t *trail) store.Item { return rapid.SampledFrom(t.events).Draw(r, "event") }

func anySeal(r *rapid.T, t *trail) *store.Seal {
	return &t.seals[rapid.IntRange(0, len(t.seals)-1).Draw(r, "seal")]
}

func anyEntry(r *rapid.T, t *trail) *store.SealedEvent {
	events := anySeal(r, t).Events
	return &events[rapid.IntRange(0, len(events)-1).Draw(r, "entry")]
}

func two(r *rapid.T, n int) (int, int) {
	a := rapid.IntRange(0, n-1).Draw(r, "one")
	return a, (a + rapid.IntRange(1, n-1).Draw(r, "further")) % n
}

func flip(r *rapid.T, hash []byte) {
	hash[rapid.IntRange(0, len(hash)-1).Draw(r, "byte")] ^= byte(1 << rapid.IntRange(0, 7).Draw(r, "bit"))
}
