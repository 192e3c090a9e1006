// Package ratelimit limits how often something may be attempted: sign-ins by address
// and by client, mails by recipient and by organization.
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
	// Wrong passwords of somebody who holds an invitation.
	Joins            = Kind{Name: "join", Limit: 20, Window: 15 * time.Minute}
	ResetsByAddress  = Kind{Name: "reset-address", Limit: 5, Window: time.Hour}
	ResetsByClient   = Kind{Name: "reset-client", Limit: 50, Window: time.Hour, ByNetwork: true}
	RequestsByUser   = Kind{Name: "request-user", Limit: 1, Window: time.Hour} // for a new invitation
	RequestsByClient = Kind{Name: "request-client", Limit: 50, Window: time.Hour, ByNetwork: true}
	SignUpsByClient  = Kind{Name: "sign-up", Limit: 5, Window: time.Hour, ByNetwork: true, Liftable: true}
)

// The limits on invitations' mails. Beyond those by recipient, who are counted over all organizations, and that by
// organization, a mail waits; beyond those of one organization's resends to one address the resend is refused.
var (
	MailsByRecipientHour = Kind{Name: "mail-hour", Limit: 3, Window: time.Hour, Liftable: true}
	MailsByRecipientDay  = Kind{Name: "mail-day", Limit: 10, Window: day, Liftable: true}
	ResendsHour          = Kind{Name: "resend-hour", Limit: 3, Window: time.Hour, Liftable: true}
	ResendsDay           = Kind{Name: "resend-day", Limit: 10, Window: day, Liftable: true}
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

// Limiter counts attempts in windows of fixed length. An attempt is counted before it
// is made, by a write that fails at the limit, so that attempts at the same time
// cannot slip through together.
type Limiter struct {
	Table *store.Store
	Now   func() time.Time
	Off   bool // for load tests: what is Liftable is not counted
}

// window is the start of the current window.
func (t Limiter) window(k Kind) time.Time { return t.Now().UTC().Truncate(k.Window) }

// key hides the party: keys show up in metrics and access logs.
func (t Limiter) key(k Kind, who string) store.Key {
	if k.ByNetwork {
		who = network(who)
	}
	sum := sha256.Sum256([]byte("usher throttle\x00" + who))
	return store.AttemptsKey(k.Name, hex.EncodeToString(sum[:16]), t.window(k))
}

// wholeNetwork is what one customer has of IPv6 at least: 2^64 addresses.
const wholeNetwork = 64

// network is what a client is counted by: its address, of IPv6 the network.
func network(client string) string {
	at, err := netip.ParseAddr(client)
	if err != nil || at.Unmap().Is4() {
		return client
	}
	prefix, err := at.WithZone("").Prefix(wholeNetwork)
	if err != nil {
		return client
	}
	return prefix.String()
}

// onConflict returns too_many_requests until the window ends.
func (t Limiter) onConflict(k Kind) store.OnConflict {
	return store.FailWith(problem.Throttled(t.Ends(k).Sub(t.Now())))
}

func (t Limiter) changes(k Kind, n int) []store.Change {
	return []store.Change{store.AttemptsCount.Add(n), t.ends(k)}
}

// ends has TTL delete the item once its window is over.
func (t Limiter) ends(k Kind) store.Change {
	return store.AttemptsTTL.Set(t.Ends(k).Add(time.Hour).Unix())
}

func (t Limiter) below(k Kind) store.Condition {
	return store.Either(store.NotExists(), store.AttemptsCount.Below(k.Limit))
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
	return t.Table.Change(ctx, t.key(k, who), t.changes(k, 1), t.onConflict(k), t.below(k))
}

// Take counts an attempt as a part of a transaction, which fails with
// too_many_requests at the limit.
func (t Limiter) Take(tx *store.Transaction, k Kind, who string) {
	if !t.lifted(k) {
		tx.Change(t.key(k, who), t.changes(k, 1), t.onConflict(k), t.below(k))
	}
}

// TakeSilently is Take with an error of the caller's choice at the limit.
func (t Limiter) TakeSilently(tx *store.Transaction, k Kind, who string, enough error) {
	if !t.lifted(k) {
		tx.Change(t.key(k, who), t.changes(k, 1), store.FailWith(enough), t.below(k))
	}
}

// Require makes a transaction fail with too_many_requests at the limit, without
// counting anything.
func (t Limiter) Require(tx *store.Transaction, k Kind, who string) {
	tx.Check(t.key(k, who), t.onConflict(k), t.below(k))
}

// Forget clears the count as a part of a transaction.
func (t Limiter) Forget(tx *store.Transaction, k Kind, who string) {
	tx.Delete(t.key(k, who), nil)
}

// First adds to a transaction that it has been reported, in this window, that a
// party is at the limit. The transaction fails with told where it was before.
func (t Limiter) First(tx *store.Transaction, k Kind, who string, told error) {
	tx.Change(t.key(k, who), []store.Change{store.AttemptsTold.Set(true), t.ends(k)},
		store.FailWith(told), store.AttemptsTold.Absent())
}

// GiveBack takes one attempt back as a part of a transaction.
func (t Limiter) GiveBack(tx *store.Transaction, k Kind, who string) {
	tx.Change(t.key(k, who), t.changes(k, -1), nil)
}
