package linearizability_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"

	"usher/pkg/api"
	"usher/test/linearizability"
)

// TestWrite writes a report between the markers, twice, and leaves the rest.
func TestWrite(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "reliability.md")
	if err := os.WriteFile(name, []byte("before\n<!-- prove: begin -->\nold\n<!-- prove: end -->\nafter\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	for _, seed := range []uint64{7, 8} {
		if err := linearizability.Write(name, linearizability.Report{Seed: seed, Operations: 210, Clients: 6,
			Kinds: map[string]int{"create\tok": 3}}); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	if !strings.HasPrefix(text, "before\n<!--") || !strings.HasSuffix(text, "-->\nafter\n") ||
		strings.Contains(text, "old") ||
		strings.Contains(text, "-seed 7") || !strings.Contains(text,
		"$ go run ./test/cmd/linearizability -seed 8 -operations 210 -clients 6\n") ||
		!strings.Contains(text, "create     ok 3\n") {
		t.Errorf("%s", text)
	}
	if err := os.WriteFile(name, []byte("no markers"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := linearizability.Write(name, linearizability.Report{}); err == nil {
		t.Error("a document without markers was written")
	}
}

// TestMinimise keeps of a history what makes it wrong: what changed something, and the answer that cannot be.
func TestMinimise(t *testing.T) {
	t.Parallel()
	steps := []step{create("a"), seats(3, 1, 1, 0, 0), read("a", api.Auditor, api.Invited, lifetime),
		about(linearizability.Block, "a").refused("invalid_state"),
		create("b"), create("c"), read("b", api.Auditor, api.Invited, lifetime), about(linearizability.Remove, "b")}
	var history []porcupine.Operation
	for i, s := range steps {
		s.in.Lifetime = lifetime
		history = append(history, porcupine.Operation{Input: s.in, Output: s.out, Call: int64(2 * i), Return: int64(2*i + 1)})
	}
	least := linearizability.Minimise(linearizability.NewState(3, owner()), history)
	if got := strings.Count(linearizability.Tell(least), "create "); len(least) != 3 || got != 3 {
		t.Errorf("left over:\n%s", linearizability.Tell(least))
	}
}

// TestSeedRepeatsTheFaults draws the same faults for the same seed.
func TestSeedRepeatsTheFaults(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64) string { return strings.Join(linearizability.Drawn(seed, "1 2 3 0", 200), "|") }
	if first, again := draw(7), draw(7); first != again || first == draw(8) || strings.Count(draw(7), "|||||") == 0 ||
		!strings.Contains(draw(7), string(linearizability.Dropped)) {
		t.Errorf("%s\n%s", draw(7), draw(8))
	}
}
