package store

import (
	"time"

	"usher/pkg/api"
)

// KindInvitation is an open invitation.
const KindInvitation Kind = api.InvitationRecord

const expiryPrefix = "EXPIRY#"

// InvitationKey is a user's open invitation. The time comes first, so that the
// expired ones of an organization are one range.
func InvitationKey(org, user string, expires time.Time) Key {
	return Key{orgPrefix + org, string(KindInvitation) + api.At(expires).String() + "#" + user}
}

// OpenInvitation is the item that says when a user's invitation expires: one range by time within the organization
// for its own requests, and sharded by time for the schedule. It is deleted in the write that ends the invitation.
// Where neither a request nor the schedule came to that, DynamoDB deletes it by TTL, and the stream brings the
// deletion to the function that gives the seat back.
type OpenInvitation struct {
	Key
	Org         string   `dynamodbav:"org"`
	User        string   `dynamodbav:"user"`
	Nonce       string   `dynamodbav:"nonce"`
	InvitedBy   string   `dynamodbav:"invited_by,omitempty"`
	Sponsor     string   `dynamodbav:"sponsor,omitempty"` // as the user's invitation has it
	ExpiresAt   api.Time `dynamodbav:"expires_at"`
	ExpiryShard string   `dynamodbav:"expiry_shard"`
	ExpiryOrder string   `dynamodbav:"expiry_order"`

	ReleasedAt *api.Time `dynamodbav:"released_at,omitempty"` // when its mail had waited long enough, for the stream
	RemindAt   *api.Time `dynamodbav:"remind_at,omitempty"`   // as the user's invitation has it
	RemindedAt *api.Time `dynamodbav:"reminded_at,omitempty"` // when the reminder fell due, for the stream
	TTL        int64     `dynamodbav:"ttl"`
}

// What writes set or compare of an open invitation.
var (
	OpenInvitationSponsor    = field[OpenInvitation, string]("sponsor")
	OpenInvitationNonce      = field[OpenInvitation, string]("nonce")
	OpenInvitationReleasedAt = field[OpenInvitation, api.Time]("released_at")
	OpenInvitationRemindedAt = field[OpenInvitation, api.Time]("reminded_at")
)

// OpenInvitations is the range of an organization's open invitations, by when they expire.
func OpenInvitations(org string) Range { return KindInvitation.within(orgPrefix + org) }

// ExpiryShards is how many partitions the schedule reads invitations from. It bounds what one partition of the index
// must take in writes; it may grow at any time, and must not shrink while invitations are open.
const ExpiryShards = 16

// InvitationTTL is how long after it expires an invitation's item is due to be deleted by TTL: so long that request
// and schedule have had their turn. DynamoDB deletes typically within a few days of that.
const InvitationTTL = 2 * time.Hour

// NewOpenInvitation makes the item for a user's current invitation.
func NewOpenInvitation(u *User) OpenInvitation {
	i := u.Invitation
	return OpenInvitation{
		Key: InvitationKey(u.Org, u.ID, i.ExpiresAt.Time),
		Org: u.Org, User: u.ID, Nonce: i.Nonce, InvitedBy: i.InvitedBy, Sponsor: i.Sponsor,
		ExpiresAt: i.ExpiresAt, RemindAt: i.RemindAt,
		ExpiryShard: ExpiryShard(shardOf(u.ID)),
		ExpiryOrder: i.ExpiresAt.String() + "#" + u.ID,
		TTL:         i.ExpiresAt.Add(InvitationTTL).Unix(),
	}
}

// ExpiryShard is the partition key of a shard, from 0 below ExpiryShards.
func ExpiryShard(n int) string { return expiryPrefix + string(rune('a'+n)) }

// shardOf spreads ids evenly: their last characters are random.
func shardOf(id string) int {
	sum := 0
	for _, c := range []byte(id) {
		sum = (sum*31 + int(c)) % (1 << 20)
	}
	return sum % ExpiryShards
}

// ExpiredInvitations is the range of an organization's invitations that have expired.
func ExpiredInvitations(org string, now api.Time) Range {
	r := KindInvitation.within(orgPrefix + org)
	r.To = r.From + now.String() + Past
	return r
}

// ReminderAhead is how long before the end of an invitation its reminder is due.
const ReminderAhead = 24 * time.Hour

// EndingShard is the range of a shard's invitations whose reminders may be due: they are open, and expire within
// ReminderAhead.
func EndingShard(shard int, now time.Time) Range {
	return Range{Index: api.IndexByExpiry, Partition: ExpiryShard(shard), From: api.At(now).String() + Past,
		To: api.At(now.Add(ReminderAhead)).String() + Past}
}

// DueShard is the range of a shard's invitations that have expired.
func DueShard(shard int, now api.Time) Range {
	return Range{Index: api.IndexByExpiry, Partition: ExpiryShard(shard), From: " ", To: now.String() + Past}
}
