package store

import (
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/text"
)

// Organization is the organization's item: what it is, and the counters that
// the rules on seats and Owners are kept by.
type Organization struct {
	Key
	ID             string    `dynamodbav:"id"`
	Name           string    `dynamodbav:"name"`
	Plan           string    `dynamodbav:"plan"`
	SeatLimit      int       `dynamodbav:"seat_limit"`
	SeatsUsed      int       `dynamodbav:"seats_used"` // invited + active + blocked, always
	Invited        int       `dynamodbav:"invited"`
	Active         int       `dynamodbav:"active"`
	Blocked        int       `dynamodbav:"blocked"`
	Expired        int       `dynamodbav:"expired"`           // marked as run out: listed, no seat
	ActiveOwners   int       `dynamodbav:"active_owners"`     // never below 1 once there was one
	Moves          int       `dynamodbav:"moves"`             // changes of the counters above, ever: a recount is exact while it stays
	PlanAt         *api.Time `dynamodbav:"plan_at,omitempty"` // of the newest plan change that was heard of
	InvitationDays int       `dynamodbav:"invitation_days"`
	Locale         string    `dynamodbav:"locale"`
	CreatedAt      api.Time  `dynamodbav:"created_at"`
	UpdatedAt      api.Time  `dynamodbav:"updated_at"`
	Version        int       `dynamodbav:"version"`
}

// User is a person in an organization.
type User struct {
	Key
	ID         string      `dynamodbav:"id"`
	Org        string      `dynamodbav:"org"`
	Email      string      `dynamodbav:"email"`   // as typed
	Address    string      `dynamodbav:"address"` // the form that is compared
	FirstName  string      `dynamodbav:"first_name"`
	LastName   string      `dynamodbav:"last_name"`
	Role       api.Role    `dynamodbav:"role"`
	Status     api.Status  `dynamodbav:"status"` // expired only once marked; see At
	Invitation *Invitation `dynamodbav:"invitation,omitempty"`
	Logo       string      `dynamodbav:"logo,omitempty"` // hash of the picture
	LastSignIn *api.Time   `dynamodbav:"last_sign_in_at,omitempty"`

	AddressProblem *AddressProblem `dynamodbav:"address_problem,omitempty"` // why mails do not arrive; outlives the invitation

	KeysMade  int      `dynamodbav:"keys_made,omitempty"` // API keys, ever: so that none slips past their revocation
	CreatedAt api.Time `dynamodbav:"created_at"`
	UpdatedAt api.Time `dynamodbav:"updated_at"`
	Version   int      `dynamodbav:"version"` // counts changes by people, not a mail's progress

	UsersOf    string `dynamodbav:"users_of"`
	EmailOrder string `dynamodbav:"email_order"`
	FirstOrder string `dynamodbav:"first_order"`
	LastOrder  string `dynamodbav:"last_order"`
}

// Invitation is the user's invitation, kept on the user so that accepting it is
// a condition on one item.
type Invitation struct {
	Nonce     string       `dynamodbav:"nonce"` // no secret: a link needs the key too
	ExpiresAt api.Time     `dynamodbav:"expires_at"`
	SentAt    *api.Time    `dynamodbav:"sent_at,omitempty"`
	Sends     int          `dynamodbav:"sends"`
	Delivery  api.Delivery `dynamodbav:"delivery"`
	Requested *api.Time    `dynamodbav:"requested_at,omitempty"` // a new one, by the holder of the run-out link
	InvitedBy string       `dynamodbav:"invited_by,omitempty"`   // user id; empty for the first Owner
	Inviter   string       `dynamodbav:"inviter,omitempty"`      // their name, as it was mailed
}

// AddressProblem is why the latest mails to the user's address did not arrive.
type AddressProblem struct {
	Delivery api.Delivery `dynamodbav:"delivery"` // bounced, complained or failed
	Detail   string       `dynamodbav:"detail"`   // what was said, up to 500 characters
	At       api.Time     `dynamodbav:"at"`
}

// StatusAt is the user's status at a moment: an invitation past its time is
// expired from that second on, whether or not it has been marked.
func (u *User) StatusAt(now time.Time) api.Status {
	if u.Status == api.Invited && u.Invitation != nil && !now.Before(u.Invitation.ExpiresAt.Time) {
		return api.Expired
	}
	return u.Status
}

// OpenInvitation is the key of the item that says when the user's invitation
// runs out; false when there is none, because it was accepted or marked expired.
func (u *User) OpenInvitation() (Key, bool) {
	if u.Status != api.Invited || u.Invitation == nil {
		return Key{}, false
	}
	return InvitationKey(u.Org, u.ID, u.Invitation.ExpiresAt.Time), true
}

// Digest is the digest of the user's address, which their identity is kept under.
func (u *User) Digest() string { return email.Digest(u.Address) }

// Arrange sets the keys that the list indexes sort by. Call it before a put and
// write its fields with every change of a name.
func (u *User) Arrange() {
	u.Key = UserKey(u.Org, u.ID)
	u.UsersOf = UsersOf(u.Org)
	u.EmailOrder = Order(u.Address, u.ID)
	u.FirstOrder = Order(u.FirstName+" "+u.LastName, u.ID)
	u.LastOrder = Order(u.LastName+" "+u.FirstName, u.ID)
}

// Order is the sort key that puts text in order whatever its case, and tells
// equal texts apart by id.
func Order(sorted, id string) string {
	return text.Fold(sorted) + orderEnd + id
}

// orderEnd sorts before every character of a folded text, so that "ann" comes
// before "anna" whatever their ids.
const orderEnd = "\x00"

// OpenInvitation is the item that says when a user's invitation runs out: one
// range by time within the organization for its own requests, and sharded by
// time for the schedule. It is deleted with what it tells of, never by TTL,
// since its seat has to be given back.
type OpenInvitation struct {
	Key
	Org         string   `dynamodbav:"org"`
	User        string   `dynamodbav:"user"`
	Nonce       string   `dynamodbav:"nonce"`
	InvitedBy   string   `dynamodbav:"invited_by,omitempty"`
	ExpiresAt   api.Time `dynamodbav:"expires_at"`
	ExpiryShard string   `dynamodbav:"expiry_shard"`
	ExpiryOrder string   `dynamodbav:"expiry_order"`
}

// ExpiryShards is how many partitions the schedule reads invitations from. It
// bounds what one partition of the index must take in writes; it may grow at
// any time, and must not shrink while invitations are open.
const ExpiryShards = 16

// NewOpenInvitation makes the item for a user's present invitation.
func NewOpenInvitation(u *User) OpenInvitation {
	i := u.Invitation
	return OpenInvitation{
		Key: InvitationKey(u.Org, u.ID, i.ExpiresAt.Time),
		Org: u.Org, User: u.ID, Nonce: i.Nonce, InvitedBy: i.InvitedBy, ExpiresAt: i.ExpiresAt,
		ExpiryShard: ExpiryShard(shardOf(u.ID)),
		ExpiryOrder: i.ExpiresAt.String() + "#" + u.ID,
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

// Member is a person's membership of an organization. Put only if absent, it
// is the lock that keeps an address once in an organization; it is what every
// request of that person is authorized by, and what the condition "who asks" of
// every write looks at.
type Member struct {
	Key
	Org    string     `dynamodbav:"org"`
	User   string     `dynamodbav:"user"`
	Email  string     `dynamodbav:"email"`
	Role   api.Role   `dynamodbav:"role"`
	Status api.Status `dynamodbav:"status"`
}

// Identity is a person: one address, one password, any number of organizations.
type Identity struct {
	Key
	Email        string   `dynamodbav:"email"`
	PasswordHash string   `dynamodbav:"password_hash"`
	Generation   int      `dynamodbav:"generation"` // sessions of an earlier one are dead
	CreatedAt    api.Time `dynamodbav:"created_at"`
	UpdatedAt    api.Time `dynamodbav:"updated_at"`
}

// Session is a signed-in browser.
type Session struct {
	Key
	ID         string   `dynamodbav:"id"`
	Secret     []byte   `dynamodbav:"secret"` // SHA-256 of the secret: 256 random bits need no slower hash
	Generation int      `dynamodbav:"generation"`
	CreatedAt  api.Time `dynamodbav:"created_at"`
	ExpiresAt  api.Time `dynamodbav:"expires_at"`
	Agent      string   `dynamodbav:"agent,omitempty"`
	Client     string   `dynamodbav:"client,omitempty"`
	TTL        int64    `dynamodbav:"ttl"`
}

// Attempts counts tries within a window.
type Attempts struct {
	Key
	Count int   `dynamodbav:"count"`
	TTL   int64 `dynamodbav:"ttl"`
}
