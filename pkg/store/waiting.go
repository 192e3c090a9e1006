package store

import "usher/pkg/api"

// KindWaiting is an invitation's mail that waits for a limit.
const KindWaiting Kind = "WAITING#"

const waitingPrefix = "WAITING#"

// WaitingKey is a user's mail that waits. There is one, of the newest invitation.
func WaitingKey(org, user string) Key { return Key{orgPrefix + org, string(KindWaiting) + user} }

// Waiting says from when on a mail may be sent that was over a limit. It shares the index of what expires, in
// partitions of its own, and is deleted in the write that brings the invitation to the stream again.
type Waiting struct {
	Key
	Org         string   `dynamodbav:"org"`
	User        string   `dynamodbav:"user"`
	Nonce       string   `dynamodbav:"nonce"` // of the invitation
	ExpiresAt   api.Time `dynamodbav:"expires_at"`
	ExpiryShard string   `dynamodbav:"expiry_shard"`
	ExpiryOrder string   `dynamodbav:"expiry_order"`
}

// NewWaiting makes the item for the mail of a user's current invitation.
func NewWaiting(u *User, until api.Time) Waiting {
	return Waiting{
		Key: WaitingKey(u.Org, u.ID), Org: u.Org, User: u.ID, Nonce: u.Invitation.Nonce, ExpiresAt: u.Invitation.ExpiresAt,
		ExpiryShard: waitingShard(shardOf(u.ID)), ExpiryOrder: until.String() + "#" + u.ID,
	}
}

// Invitation is the key of the open invitation whose mail waits.
func (w *Waiting) Invitation() Key { return InvitationKey(w.Org, w.User, w.ExpiresAt.Time) }

func waitingShard(n int) string { return waitingPrefix + string(rune('a'+n)) }

// WaitingShard is the range of a shard's mails, from 0 below ExpiryShards, that have waited long enough.
func WaitingShard(shard int, now api.Time) Range {
	return Range{Index: api.IndexByExpiry, Partition: waitingShard(shard), From: " ", To: now.String() + Past}
}

// WaitingOrder is what releasing a mail compares: another wait has another one.
var WaitingOrder = field[Waiting, string]("expiry_order")
