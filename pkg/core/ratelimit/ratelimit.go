// Package ratelimit limits how often something may be attempted: sign-ins by address and by client, mails by recipient
// and by organization. A Limiter counts each attempt in the table. A Gate, before every operation, counts requests by
// their caller, and asks the table only about callers who send many.
package ratelimit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"time"

	"usher/pkg/api/problem"
	"usher/pkg/store"
)

// Kind is something that is counted and limited.
type Kind struct {
	Name      string
	Limit     int
	Window    time.Duration
	ByNetwork bool // the party is a client's address, and is counted by its network
	Liftable  bool // is not counted where limits are off
}

// What is limited. A sign-in that succeeds is not counted: it clears the count
// of the address and gives back what it took from the client.
var (
	SignInsByAddress = Kind{Name: "sign-in-address", Limit: 10, Window: 15 * time.Minute}
	SignInsByClient  = Kind{Name: "sign-in-client", Limit: 100, Window: 15 * time.Minute, ByNetwork: true}
	// Sign-ins from a browser that has signed in to the address before: strangers cannot use them up.
	SignInsByDevice = Kind{Name: "sign-in-device", Limit: 10, Window: 15 * time.Minute}
	// Passwords tried by somebody who holds an invitation or a session.
	Joins = Kind{Name: "join", Limit: 20, Window: 15 * time.Minute}
	// Second factors given by somebody who has the password: of a million codes three are right at a time.
	Factors    = Kind{Name: "factor", Limit: 20, Window: 15 * time.Minute}
	FactorsDay = Kind{Name: "factor-day", Limit: 100, Window: day}
	// Challenges that passkeys are to sign for whoever asks.
	ChallengesByClient = Kind{Name: "challenge", Limit: 100, Window: 15 * time.Minute, ByNetwork: true}
	// Invitations to one address from all organizations. As none lasts longer than the window, no more than twice the
	// limit are open at once.
	InvitationsByAddress = Kind{Name: "invitation-address", Limit: 200, Window: 30 * 24 * time.Hour, Liftable: true}
	ResetsByAddress      = Kind{Name: "reset-address", Limit: 5, Window: time.Hour}
	ResetsByClient       = Kind{Name: "reset-client", Limit: 50, Window: time.Hour, ByNetwork: true}
	EmailChanges         = Kind{Name: "email-change", Limit: 5, Window: day, Liftable: true} // links for a new address
	RequestsByUser       = Kind{Name: "request-user", Limit: 1, Window: time.Hour}           // for a new invitation
	RequestsByClient     = Kind{Name: "request-client", Limit: 50, Window: time.Hour, ByNetwork: true}
	SignUpsByClient      = Kind{Name: "sign-up", Limit: 5, Window: time.Hour, ByNetwork: true, Liftable: true}
)

// The limits on invitations' mails. Beyond those by recipient, who are counted over all organizations, and that by
// organization, a mail waits; beyond those of one organization's resends to one address the resend is refused.
var (
	MailsByRecipientHour = Kind{Name: "mail-hour", Limit: 3, Window: time.Hour, Liftable: true}
	MailsByRecipientDay  = Kind{Name: "mail-day", Limit: 10, Window: day, Liftable: true}
	ResendsHour          = Kind{Name: "resend-hour", Limit: 3, Window: time.Hour, Liftable: true}
	// Mails to one Owner, of one kind, about their organization: beyond it they are not mailed.
	NotificationsByOwner = Kind{Name: "notification", Limit: 5, Window: time.Hour, Liftable: true}
	// Mails to one person about sign-ins from new devices: beyond it they are not mailed.
	DeviceMails = Kind{Name: "mail-device", Limit: 5, Window: day, Liftable: true}
	ResendsDay  = Kind{Name: "resend-day", Limit: 10, Window: day, Liftable: true}
)

const (
	day = 24 * time.Hour

	leastMails   = 200
	mailsPerSeat = 2
)

// MailsByOrganization is how many invitations an organization with so many seats may mail a day: 200, or twice its
// seats where that is more, so that a whole import and as many resends go out on the day.
func MailsByOrganization(seats int) Kind {
	return Kind{Name: "mail-organization", Limit: max(leastMails, mailsPerSeat*seats), Window: day, Liftable: true}
}

// Limiter counts attempts in windows of fixed length. An attempt is counted before it is made, by a write that fails
// at the limit, so that attempts at the same time cannot slip through together.
type Limiter struct {
	Table *store.Store
	Now   func() time.Time
	Off   bool // for load tests: what is Liftable is not counted
}

// window is the start of the current window.
func (t Limiter) window(k Kind) time.Time { return t.Now().UTC().Truncate(k.Window) }

// Frozen is the limiter as of now: what it counts and what it gives back fall into one window, however much later.
func (t Limiter) Frozen() Limiter {
	now := t.Now()
	t.Now = func() time.Time { return now }
	return t
}

// key hides the party: keys show up in metrics and access logs.
func (t Limiter) key(k Kind, who string) store.Key {
	sum := sha256.Sum256([]byte("usher throttle\x00" + who))
	return store.AttemptsKey(k.Name, hex.EncodeToString(sum[:16]), t.window(k))
}

// counter is one count that an attempt adds to, and its limit.
type counter struct {
	key   store.Key
	limit int
}

// networks are the sizes of IPv6 networks that a client is counted by, and how much more than the kind's limit each may
// do. A customer has a /64 at least, often a /56, and a site up to a /48.
var networks = []struct{ bits, times int }{{64, 1}, {56, 4}, {48, 16}}

// counted is what a party is counted as, and how many may be counted of it.
type counted struct {
	who   string
	limit int
}

// countedAs is the party itself, or of a client with IPv6 its network of each size.
func (k Kind) countedAs(who string) []counted {
	at, err := netip.ParseAddr(who)
	if !k.ByNetwork || err != nil || at.Unmap().Is4() {
		return []counted{{who, k.Limit}}
	}
	var all []counted
	for _, n := range networks {
		network, err := at.WithZone("").Prefix(n.bits)
		if err != nil { // not for these sizes
			continue
		}
		all = append(all, counted{network.String(), k.Limit * n.times})
	}
	return all
}

// counters are the counts that an attempt adds to.
func (t Limiter) counters(k Kind, who string) []counter {
	var all []counter
	for _, c := range k.countedAs(who) {
		all = append(all, counter{t.key(k, c.who), c.limit})
	}
	return all
}

// Full is the error at the limit: too_many_requests until the window ends.
func (t Limiter) Full(k Kind) *problem.Error {
	return problem.Throttled(t.Ends(k).Sub(t.Now()))
}

// Fetch asks for how often a party, which is no client, has attempted something in this window.
func (t Limiter) Fetch(k Kind, who string, into *store.Attempts) *store.Read {
	return store.Fetch(t.key(k, who), into)
}

// onConflict returns too_many_requests until the window ends.
func (t Limiter) onConflict(k Kind) store.OnConflict {
	return store.FailWith(t.Full(k))
}

func (t Limiter) changes(k Kind, n int) []store.Change {
	return []store.Change{store.AttemptsCount.Add(n), t.ends(k)}
}

// ends has TTL delete the item once its window is over.
func (t Limiter) ends(k Kind) store.Change {
	return store.AttemptsTTL.Set(t.Ends(k).Add(time.Hour).Unix())
}

func below(limit int) store.Condition {
	return store.Either(store.NotExists(), store.AttemptsCount.Below(limit))
}

// lifted reports whether the kind is not limited here.
func (t Limiter) lifted(k Kind) bool { return t.Off && k.Liftable }

// Ends is the end of the current window, from which on more is allowed.
func (t Limiter) Ends(k Kind) time.Time { return t.window(k).Add(k.Window) }

// Count counts an attempt on its own. It returns too_many_requests at the limit.
func (t Limiter) Count(ctx context.Context, k Kind, who string) error {
	if t.lifted(k) {
		return nil
	}
	var writes []func(context.Context) error
	for _, c := range t.counters(k, who) {
		writes = append(writes, func(ctx context.Context) error {
			return t.Table.Change(ctx, c.key, t.changes(k, 1), t.onConflict(k), below(c.limit))
		})
	}
	return store.Together(ctx, writes...)
}

// Take counts an attempt as a part of a transaction, which fails with too_many_requests at the limit.
func (t Limiter) Take(tx *store.Transaction, k Kind, who string) { t.take(tx, k, who, t.onConflict(k)) }

// TakeSilently is Take with an error of the caller's choice at the limit.
func (t Limiter) TakeSilently(tx *store.Transaction, k Kind, who string, enough error) {
	t.take(tx, k, who, store.FailWith(enough))
}

func (t Limiter) take(tx *store.Transaction, k Kind, who string, full store.OnConflict) {
	if t.lifted(k) {
		return
	}
	for _, c := range t.counters(k, who) {
		tx.Change(c.key, t.changes(k, 1), full, below(c.limit))
	}
}

// Forget clears the count as a part of a transaction.
func (t Limiter) Forget(tx *store.Transaction, k Kind, who string) {
	for _, c := range t.counters(k, who) {
		tx.Delete(c.key, nil)
	}
}

// GiveBack takes one attempt back as a part of a transaction. It must fall into the window that the attempt was counted
// in: see Frozen.
func (t Limiter) GiveBack(tx *store.Transaction, k Kind, who string) {
	for _, c := range t.counters(k, who) {
		tx.Change(c.key, t.changes(k, -1), nil)
	}
}
