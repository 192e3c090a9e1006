package seal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit/seal"
	"usher/pkg/store"
)

func fill(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

// TestChain holds the hashes of a chain of two to ones made by other means, as
// SHA-256 over each part behind its length in eight bytes.
func TestChain(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	one := store.Seal{Org: "org_1", Number: 1, Previous: make([]byte, 32), At: api.At(noon),
		Events: []store.SealedEvent{{ID: "evt_a", Hash: fill(1)}, {ID: "evt_b", Hash: fill(2)}}}
	two := store.Seal{Org: "org_1", Number: 2, Previous: seal.Hash(&one), At: api.At(noon.Add(5 * time.Second)),
		Events: []store.SealedEvent{{ID: "evt_c", Hash: fill(3)}}}
	for want, s := range map[string]store.Seal{
		"49d64a3c16488442eb38ab1fc2b2ab47851e1cbdc911183a5e6282914206ab4d": one,
		"acd27174c6a5bca40a94e4fd6d22bfbad07f9b8d299c7bb6e2a269a4131de4bd": two,
	} {
		if got := hex.EncodeToString(seal.Hash(&s)); got != want {
			t.Errorf("seal %d: got %s, want %s", s.Number, got, want)
		}
	}
}

// TestEventHash holds an event's hash to one made by other means: over what it is, its keys and the bytes of its JSON,
// each behind its length.
func TestEventHash(t *testing.T) {
	event := store.Item{"pk": s("AUDIT#org_1"), "sk": s("evt_1"), "json": s(`{"action":"é"}`)}
	var all []byte
	for _, part := range []string{"usher event 2", "AUDIT#org_1", "evt_1", `{"action":"é"}`} {
		all = append(append(all, 0, 0, 0, 0, 0, 0, 0, byte(len(part))), part...)
	}
	if want := sha256.Sum256(all); !bytes.Equal(seal.EventHash(event), want[:]) {
		t.Errorf("%x, want %x", seal.EventHash(event), want)
	}
	without := store.Item{"pk": s("AUDIT#org_1"), "sk": s("evt_1")}
	empty := store.Item{"pk": s("AUDIT#org_1"), "sk": s("evt_1"), "json": s("")}
	if bytes.Equal(seal.EventHash(without), seal.EventHash(empty)) {
		t.Error("no event has the hash of an empty one")
	}
}

// TestPartsDoNotRunTogether: what stands in one part never passes for the next.
func TestPartsDoNotRunTogether(t *testing.T) {
	seen := map[string]int{}
	for i, s := range []store.Seal{
		{Org: "ab"}, {Org: "a", Previous: []byte("b")}, {Org: "ab", Number: 1}, {Org: "ab", Number: 256},
		{Org: "ab", Events: []store.SealedEvent{{}}}, {Org: "ab", Events: []store.SealedEvent{{ID: "a"}}}, {Org: "ab", Events: []store.SealedEvent{{Hash: []byte("a")}}},
		{Org: "ab", Events: []store.SealedEvent{{ID: "a"}, {ID: "b"}}}, {Org: "ab", Events: []store.SealedEvent{{ID: "b"}, {ID: "a"}}},
		{Org: "ab", Events: []store.SealedEvent{{}, {}}},
	} {
		hash := string(seal.Hash(&s))
		if other, found := seen[hash]; found {
			t.Errorf("seals %d and %d have one hash", other, i)
		}
		seen[hash] = i
	}
}

func TestWitness(t *testing.T) {
	text := "12:" + strings.Repeat("0f", 32)
	w, err := seal.ParseWitness(text)
	if err != nil || w.Number != 12 || !bytes.Equal(w.Hash, fill(15)) || w.String() != text {
		t.Errorf("%+v, %v", w, err)
	}
	for bad, want := range map[string]string{
		"": "number", ":" + strings.Repeat("0f", 32): "number", "0:" + strings.Repeat("0f", 32): "number", "-1:00": "number", "x:00": "number",
		"99999999999999999999:00": "number", "12": "hash", "12:": "hash", "12:0f": "hash", "12:" + strings.Repeat("0g", 32): "hash",
		text + "0f": "hash", text + " ": "hash",
	} {
		if w, err := seal.ParseWitness(bad); err == nil || !strings.Contains(err.Error(), "the "+want) {
			t.Errorf("%q: %v, %v", bad, w, err)
		}
	}
}

func FuzzParseWitness(f *testing.F) {
	for _, text := range []string{"", "12", "1:00", "12:" + strings.Repeat("0f", 32), "+1:" + strings.Repeat("AB", 32)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := seal.ParseWitness(text)
		if err != nil {
			return
		}
		again, err := seal.ParseWitness(w.String())
		if err != nil || again.Number != w.Number || !bytes.Equal(again.Hash, w.Hash) {
			t.Errorf("%q is %v, and that is %v, %v", text, w, again, err)
		}
	})
}
