package seal_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

// verify checks a trail as of half an hour later, when every event has to be sealed.
func verify(t *testing.T, s *harness.System, org string, witnesses ...seal.Witness) seal.Report {
	t.Helper()
	v := seal.Verifier{Table: s.App.Table(), Now: func() time.Time { return s.Clock.Now().Add(30 * time.Minute) }}
	r, err := v.Verify(t.Context(), org, witnesses...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// until verifies again and again until the findings are of these kinds.
func until(t *testing.T, s *harness.System, org string, want ...seal.Kind) seal.Report {
	t.Helper()
	var r seal.Report
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if r = verify(t, s, org); slices.Equal(found(r), want) {
			return r
		}
	}
	t.Fatalf("found %v, want %v", r.Findings, want)
	return r
}

// found are the kinds of the findings, each once, in order.
func found(r seal.Report) []seal.Kind {
	all := map[seal.Kind]bool{}
	for _, f := range r.Findings {
		all[f.Kind] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// logged are the witnesses that seal-trail logged of an organization.
func logged(t *testing.T, s *harness.System, org string) []seal.Witness {
	t.Helper()
	var all []seal.Witness
	for line := range strings.Lines(s.Log.String()) {
		var entry struct{ Operation, Organization, Witness string }
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Operation != "seal-trail" || entry.Organization != org ||
			entry.Witness == "" {
			continue
		}
		w, err := seal.ParseWitness(entry.Witness)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, w)
	}
	return all
}

// stored reads a range as it is, beside the system.
func stored(t *testing.T, s *harness.System, r store.Range) []store.Item {
	t.Helper()
	items, _, err := store.New(s.Client, s.Table, s.App.IDs()).Query(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func put(t *testing.T, s *harness.System, item map[string]types.AttributeValue) {
	t.Helper()
	if _, err := s.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &s.Table, Item: item}); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, s *harness.System, k store.Key) {
	t.Helper()
	if err := store.New(s.Client, s.Table, s.App.IDs()).Delete(t.Context(), k); err != nil {
		t.Fatal(err)
	}
}

// work has members do things that are in the audit log.
func work(t *testing.T, owner harness.Member) {
	t.Helper()
	auditor := owner.Join(t, api.Auditor)
	for i := range 30 {
		owner.Do(t, "PATCH", owner.Path("users", auditor.ID), map[string]string{"first_name": fmt.Sprintf("Grete %d", i)}).
			Want(t, 200, "")
	}
	owner.Do(t, "POST", owner.Path("users", auditor.ID, "block"), nil).Want(t, 200, "")
	owner.Do(t, "DELETE", owner.Path("users", auditor.ID), nil).Want(t, 204, "")
	owner.Do(t, "PATCH", owner.Path(), map[string]string{"name": "Acme & Söhne"}).Want(t, 200, "")
}

// TestSealedTrail does real things, has them sealed by way of the stream, and
// then tampers with the table as somebody may who has all rights to it.
func TestSealedTrail(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	s.Stream(t)
	owner, other := s.Found(t, "Acme"), s.Found(t, "Other")
	work(t, owner)
	if got := found(verify(t, s, owner.Org)); !slices.Equal(got, []seal.Kind{seal.Unsealed}) {
		t.Errorf("before anything is sealed: %v", got)
	}
	s.FollowTrail(t)
	whole := until(t, s, owner.Org)
	events := stored(t, s, store.Trail(owner.Org))
	if whole.Events != len(events) || whole.Events < 30 || whole.Seals < 2 || whole.Newest.Number != int64(whole.Seals) {
		t.Errorf("%d events: %s", len(events), whole.Summary())
	}
	until(t, s, other.Org)
	witnesses := logged(t, s, owner.Org)
	if len(witnesses) < whole.Seals || len(verify(t, s, owner.Org, witnesses...).Findings) > 0 {
		t.Errorf("witnesses %v", witnesses)
	}
	work(t, owner) // and on
	until(t, s, owner.Org)

	changed := maps.Clone(events[3])
	changed["json"] = text(`{"client":"198.51.100.1"}`)
	put(t, s, changed)
	until(t, s, owner.Org, seal.Changed, seal.Conflicting) // the stream brings the change, too
	remove(t, s, events[7].Key())
	if got := found(verify(t, s, owner.Org)); !slices.Equal(got,
		[]seal.Kind{seal.Changed, seal.Conflicting, seal.Missing}) {
		t.Errorf("changed and deleted: %v", got)
	}
	if r := verify(t, s, other.Org); len(r.Findings) > 0 {
		t.Errorf("the other organization's trail: %v", r.Findings)
	}

	rewrite(t, s, owner.Org)
	if r := verify(t, s, owner.Org); len(r.Findings) > 0 {
		t.Errorf("a rewritten chain shows without a witness: %v", r.Findings)
	}
	if r := verify(t, s, owner.Org, witnesses...); !slices.Equal(found(r), []seal.Kind{seal.Witnessed}) {
		t.Errorf("a rewritten chain does not show with witnesses: %v", r.Findings)
	}
}

// rewrite makes the whole chain again, of the events as they now are.
func rewrite(t *testing.T, s *harness.System, org string) {
	t.Helper()
	for _, old := range stored(t, s, store.SealsAfter(org, "")) {
		remove(t, s, old.Key())
	}
	encode := func(record any) store.Item {
		item, err := harness.Item(record)
		if err != nil {
			t.Fatal(err)
		}
		return item
	}
	head := store.SealHead{Key: store.SealHeadKey(org), Hash: make([]byte, 32)}
	for part := range slices.Chunk(stored(t, s, store.Trail(org)), seal.Most) {
		next := store.Seal{Key: store.SealKey(org, head.Number+1), Org: org, Number: head.Number + 1, Previous: head.Hash, At: api.At(s.Clock.Now())}
		for _, item := range part {
			next.Events = append(next.Events, store.SealedEvent{ID: item.Key().SK, Hash: seal.EventHash(item)})
		}
		next.Hash = seal.Hash(&next)
		put(t, s, encode(next))
		head.Number, head.Hash = next.Number, next.Hash
	}
	put(t, s, encode(head))
}

// forge lays n events into an organization's trail and gives them.
func forge(t *testing.T, s *harness.System, org string, n, size int) []store.Item {
	t.Helper()
	var items []store.Item
	for range n {
		event := s.App.IDs().New(id.Event)
		item := store.EventKey(org, event).Item()
		maps.Copy(item, store.Item{"json": text(`{"client":"` + strings.Repeat("x", size) + `"}`)})
		put(t, s, item)
		items = append(items, item)
	}
	return items
}

// TestManyBatchesAtOnce seals batches of one organization all at the same time,
// every other delivered twice: no fork, no gap, every event in it.
func TestManyBatchesAtOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	org, sealTrail := s.App.IDs().New(id.Organization), app.SealTrail(s.App)
	const batches, size = 12, 5
	var failed sync.Map
	var wait sync.WaitGroup
	times := 1 // a batch that is missed must not be made good by its copy
	for batch := range slices.Chunk(forge(t, s, org, batches*size, 10), size) {
		times = 3 - times
		for range times {
			wait.Go(func() {
				for attempts := 0; ; attempts++ { // as Lambda redelivers
					if err := sealTrail(t.Context(), batch); err == nil {
						return
					} else if attempts > 100 {
						failed.Store(err, true)
						return
					}
				}
			})
		}
	}
	wait.Wait()
	failed.Range(func(err, _ any) bool { t.Error(err); return true })
	witnesses := logged(t, s, org)
	r := verify(t, s, org, witnesses...)
	if len(r.Findings) > 0 || r.Events != batches*size || r.Seals < batches || r.Newest.Number != int64(r.Seals) {
		t.Errorf("%s\n%v", r.Summary(), r.Findings)
	}
	numbers := map[int64]bool{}
	for _, w := range witnesses {
		numbers[w.Number] = true
	}
	if len(numbers) != r.Seals {
		t.Errorf("%d seals are logged of %d", len(numbers), r.Seals)
	}
}

// TestRedeliveredBatches seals nothing twice, but what differs; no more than fits; and
// of several organizations each in its own chain.
func TestRedeliveredBatches(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	sealTrail := app.SealTrail(s.App)
	one, two := s.App.IDs().New(id.Organization), s.App.IDs().New(id.Organization)
	events, others := forge(t, s, one, 2*seal.Most+1, 10), forge(t, s, two, 1, 10)
	again := slices.Concat(events[:3], others, events[3:], others)
	again = append(again, store.Key{PK: store.OrganizationKey(one).PK, SK: "evt_1"}.Item())
	for range 2 {
		if err := sealTrail(t.Context(), again); err != nil {
			t.Fatal(err)
		}
		if r := verify(t, s, one); len(r.Findings) > 0 || r.Seals != 3 || r.Events != len(events) {
			t.Errorf("%s %v", r.Summary(), r.Findings)
		}
		if r := verify(t, s, two); len(r.Findings) > 0 || r.Seals != 1 || r.Events != 1 {
			t.Errorf("%s %v", r.Summary(), r.Findings)
		}
	}
	if !strings.Contains(s.Log.String(), "not an audit event") {
		t.Error("what is no audit event is not logged")
	}
	changed := maps.Clone(others[0])
	changed["json"] = text(`{"client":"y"}`)
	if err := sealTrail(t.Context(), []store.Item{changed}); err != nil {
		t.Fatal(err)
	}
	if r := verify(t, s, two); r.Seals != 2 || !slices.Equal(found(r), []seal.Kind{seal.Conflicting}) {
		t.Errorf("a change that was taken back: %s %v", r.Summary(), r.Findings)
	}
}

// TestHeadSetBack does not let a chain be continued from an earlier seal.
func TestHeadSetBack(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	sealTrail, org := app.SealTrail(s.App), s.App.IDs().New(id.Organization)
	for _, e := range forge(t, s, org, 3, 10) {
		if err := sealTrail(t.Context(), []store.Item{e}); err != nil {
			t.Fatal(err)
		}
	}
	remove(t, s, store.SealHeadKey(org))
	err := sealTrail(t.Context(), forge(t, s, org, 1, 10))
	if err == nil || !strings.Contains(err.Error(), org) || !strings.Contains(err.Error(), "set the head back") {
		t.Errorf("%v", err)
	}
	if r := verify(t, s, org); r.Seals != 3 || !slices.Equal(found(r), []seal.Kind{seal.Head, seal.Unsealed}) {
		t.Errorf("%s %v", r.Summary(), r.Findings)
	}
}

// TestSealTrailAccess holds the consumer's declared access to the actions it uses.
func TestSealTrailAccess(t *testing.T) {
	t.Parallel()
	ledger := &harness.Ledger{}
	s := harness.New(t, harness.Record(ledger))
	org := s.App.IDs().New(id.Organization)
	events := forge(t, s, org, 2, 10)
	ledger.Open(s.Client)
	for _, e := range events {
		if err := app.SealTrail(s.App)(t.Context(), []store.Item{e}); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range api.SealTrail.Access {
		if !ledger.Actions[a] {
			t.Errorf("declares %v and never used it", a)
		}
	}
	if len(ledger.Actions) != len(api.SealTrail.Access) {
		t.Errorf("used %v and declares %v", ledger.Actions, api.SealTrail.Access)
	}
}
