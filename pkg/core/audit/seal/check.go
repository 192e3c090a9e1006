package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// Check finds out whether an audit log is whole, from its items alone: all seals in the
// order of their keys, then all events, then the head. It keeps some 200 bytes
// an event.
type Check struct {
	org       string
	now       time.Time
	witnesses []Witness
	sealed    map[string]*sealed
	previous  []byte // hash of the seal before, as computed
	report    Report
}

// sealed is what the seals say of an event.
type sealed struct {
	hash [sha256.Size]byte
	seal int64
	seen bool
}

// NewCheck begins the check of an organization's audit log as it is at a time.
func NewCheck(org string, now time.Time, witnesses ...Witness) *Check {
	return &Check{org: org, now: now, witnesses: witnesses, sealed: map[string]*sealed{}, previous: first()}
}

func (c *Check) find(kind Kind, event string, seal int64, text string, values ...any) {
	c.report.Findings = append(c.report.Findings, Finding{kind, event, seal, fmt.Sprintf(text, values...)})
}

// Seal takes the next item from among the seals.
func (c *Check) Seal(item store.Item) {
	var s store.Seal
	due := c.report.Newest.Number + 1
	if err := item.Decode(&s); err != nil || s.Key != store.SealKey(c.org, s.Number) || s.Number < due {
		c.find(Broken, "", due, "%q, where seal %d or a later one is due, is no seal", item.Key().SK, due)
		return
	}
	c.report.Seals++
	hash := Hash(&s)
	switch {
	case s.Number > due+1:
		c.find(Broken, "", due, "seals %d to %d are missing", due, s.Number-1)
	case s.Number == due+1:
		c.find(Broken, "", due, "seal %d is missing", due)
	case !bytes.Equal(s.Previous, c.previous):
		c.find(Broken, "", due, "seal %d does not follow the seal before it", due)
	}
	if s.Org != c.org || !bytes.Equal(s.Hash, hash) {
		c.find(Broken, "", s.Number, "seal %d is not what its hash was made from", s.Number)
	}
	c.compare(s.Number, hash)
	for _, e := range s.Events {
		c.entry(&s, e)
	}
	c.previous, c.report.Newest = hash, Witness{s.Number, hash}
}

func (c *Check) compare(number int64, hash []byte) {
	for _, w := range c.witnesses {
		if w.Number == number && !bytes.Equal(w.Hash, hash) {
			c.find(Witnessed, "", number, "seal %d has the hash %x and was logged with %x: the chain was written again",
				number, hash, w.Hash)
		}
	}
}

// entry takes one event of a seal. The first seal of an event counts.
func (c *Check) entry(s *store.Seal, e store.SealedEvent) {
	if before := c.sealed[e.ID]; before != nil {
		if !bytes.Equal(before.hash[:], e.Hash) {
			c.find(Conflicting, e.ID, s.Number, "%s was sealed by seal %d and again, as something else, by seal %d",
				e.ID, before.seal, s.Number)
		}
		return
	}
	known := &sealed{seal: s.Number}
	if copy(known.hash[:], e.Hash) != len(e.Hash) || len(e.Hash) != sha256.Size {
		c.find(Broken, e.ID, s.Number, "seal %d has no hash of %s", s.Number, e.ID)
	}
	c.sealed[e.ID] = known
	at, ok := timeOf(e.ID)
	if after := s.At.Sub(at); !ok || after > Late || after < -Grace {
		c.find(Misdated, e.ID, s.Number, "%s is dated %s and was sealed at %s, by seal %d",
			e.ID, dated(at, ok), s.At, s.Number)
	}
}

// Event takes an item from among the events, in any order.
func (c *Check) Event(item store.Item) {
	c.report.Events++
	key := item.Key()
	known := c.sealed[key.SK]
	if known != nil && key == store.EventKey(c.org, key.SK) {
		known.seen = true
		if _, ok := item.AuditEvent(); !ok {
			c.find(Changed, key.SK, known.seal, "%s is not stored as an event is", key.SK)
		} else if !bytes.Equal(known.hash[:], EventHash(item)) {
			c.find(Changed, key.SK, known.seal, "%s is not what seal %d sealed", key.SK, known.seal)
		}
		return
	}
	at, ok := timeOf(key.SK)
	if age := c.now.Sub(at); ok && -Grace < age && age < Grace {
		c.report.Waiting++
		return
	}
	c.find(Unsealed, key.SK, 0, "%s is dated %s and no seal names it", key.SK, dated(at, ok))
}

// Finish takes the head, nil where there is none, and gives the report.
func (c *Check) Finish(head *store.SealHead) Report {
	for _, event := range slices.Sorted(maps.Keys(c.sealed)) {
		if s := c.sealed[event]; !s.seen {
			c.find(Missing, event, s.seal, "%s was sealed by seal %d and is not there", event, s.seal)
		}
	}
	newest := c.report.Newest
	for _, w := range c.witnesses {
		if w.Number > newest.Number {
			c.find(Witnessed, "", w.Number, "seal %d was logged and is not there: the newest is seal %d",
				w.Number, newest.Number)
		}
	}
	switch {
	case head == nil && newest.Number > 0:
		c.find(Head, "", newest.Number, "there is no head, and %d seals", c.report.Seals)
	case head != nil && (head.Number != newest.Number || !bytes.Equal(head.Hash, newest.Hash)):
		c.find(Head, "", head.Number, "the head names seal %d hash %x, and the newest is seal %d hash %x",
			head.Number, head.Hash, newest.Number, newest.Hash)
	}
	if c.report.Events == 0 && c.report.Seals == 0 {
		c.find(Empty, "", 0, "there is neither an event nor a seal of %s", c.org)
	}
	return c.report
}

// timeOf is the time that an event's id was made at.
func timeOf(event string) (time.Time, bool) {
	b, ok := id.Binary(id.Event, event)
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b[:8]) >> 16)), ok //nolint:gosec // 48 bits
}

func dated(at time.Time, ok bool) string {
	if !ok {
		return "nothing that can be read"
	}
	return at.UTC().Format(time.RFC3339)
}
