package store

import (
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/lib/email"
)

// KindUser is a person in an organization.
const KindUser Kind = "USER#"

// UserKey is a user of an organization.
func UserKey(org, user string) Key { return Key{orgPrefix + org, string(KindUser) + user} }

// Users is the range of an organization's users, oldest first.
func Users(org string) Range { return KindUser.within(orgPrefix + org) }

// UsersOf is the partition of an organization's users on the list index and the search indexes.
func UsersOf(org string) string { return "USERS#" + org }

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
	Logo       string      `dynamodbav:"logo,omitempty"`         // hash of the picture
	LastSignIn *api.Time   `dynamodbav:"last_used_at,omitempty"` // as Member.LastUsed
	// SecondFactor is for the organization's list, once they have joined. Whom it lets in is decided by the identity.
	SecondFactor bool `dynamodbav:"second_factor,omitempty"`

	// AddressProblem is why mails do not arrive. It outlives the invitation.
	AddressProblem *AddressProblem `dynamodbav:"address_problem,omitempty"`

	// Muted are the mails to Owners that the user does not want.
	Muted []api.Notification `dynamodbav:"muted,omitempty"`

	KeysEpoch int `dynamodbav:"keys_epoch,omitempty"` // API keys of an earlier one are dead; see Member
	// NamesKey is what the user's names are encrypted under in the audit log; see FormerUser. The membership has it too.
	NamesKey  []byte   `dynamodbav:"names_key"`
	CreatedAt api.Time `dynamodbav:"created_at"`
	UpdatedAt api.Time `dynamodbav:"updated_at"`
	Version   int      `dynamodbav:"version"` // counts changes by people, not a mail's progress

	UsersOf string `dynamodbav:"users_of"`
	Orders
}

// Invitation is the user's invitation, kept on the user so that accepting it is a condition on one item.
type Invitation struct {
	Nonce     string       `dynamodbav:"nonce"` // no secret: a link needs the key too
	ExpiresAt api.Time     `dynamodbav:"expires_at"`
	SentAt    *api.Time    `dynamodbav:"sent_at,omitempty"` // of the latest mail, which may be an earlier invitation's
	Sends     int          `dynamodbav:"sends"`
	Delivery  api.Delivery `dynamodbav:"delivery"`
	Counted   bool         `dynamodbav:"counted,omitempty"`      // its mail is within the limits, and counted there
	Waits     *api.Time    `dynamodbav:"waits_until,omitempty"`  // its mail is over a limit
	Requested *api.Time    `dynamodbav:"requested_at,omitempty"` // when the holder of the expired link asked for a new one
	InvitedBy string       `dynamodbav:"invited_by,omitempty"`   // user id; empty for the first Owner
	Sponsor   string       `dynamodbav:"sponsor,omitempty"`      // user id: on whose word they are to be an Owner
	RemindAt  *api.Time    `dynamodbav:"remind_at,omitempty"`    // when a reminder is due; nil: none is sent

	ReminderCounted bool      `dynamodbav:"reminder_counted,omitempty"` // it is within the limits, and counted there
	RemindedAt      *api.Time `dynamodbav:"reminded_at,omitempty"`      // when it was sent
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

// FullName is the first and the last name, or the only one.
func (u *User) FullName() string { return strings.TrimSpace(u.FirstName + " " + u.LastName) }

// OpenInvitation is the key of the item that says when the user's invitation
// expires; false when there is none, because it was accepted or marked expired.
func (u *User) OpenInvitation() (Key, bool) {
	if u.Status != api.Invited || u.Invitation == nil {
		return Key{}, false
	}
	return InvitationKey(u.Org, u.ID, u.Invitation.ExpiresAt.Time), true
}

// Digest is the digest of the user's address, which is their identity's key.
func (u *User) Digest() string { return email.Digest(u.Address) }

// Arrange sets the user's keys, of the table and the indexes, by their names and address. Call it before a put. A
// change of a name or an address calls it too, and writes Orders.Changes.
func (u *User) Arrange() {
	u.Key = UserKey(u.Org, u.ID)
	u.UsersOf = UsersOf(u.Org)
	u.Orders = newOrders(u)
}

// What writes set or compare of a user.
var (
	UserEmail          = field[User, string]("email")
	UserAddress        = field[User, string]("address")
	UserFirstName      = field[User, string]("first_name")
	UserLastName       = field[User, string]("last_name")
	UserRole           = field[User, api.Role]("role")
	UserStatus         = field[User, api.Status]("status")
	UserInvitation     = field[User, Invitation]("invitation")
	UserLogo           = field[User, string]("logo")
	UserLastSignIn     = field[User, api.Time](api.OnlyLastUsed)
	UserSecondFactor   = field[User, bool]("second_factor")
	UserAddressProblem = field[User, AddressProblem]("address_problem")
	UserMuted          = field[User, []api.Notification]("muted")
	UserNamesKey       = field[User, []byte]("names_key")
	UserKeysEpoch      = number[User, int]("keys_epoch")
	UserUpdatedAt      = field[User, api.Time]("updated_at")
	UserVersion        = number[User, int]("version")
)

// And of a user's invitation, which must be there to set them.
var (
	UserInvitationNonce      = field[User, string]("invitation.nonce")
	UserInvitationExpiresAt  = field[User, api.Time]("invitation.expires_at")
	UserInvitationSentAt     = field[User, api.Time]("invitation.sent_at")
	UserInvitationSends      = number[User, int]("invitation.sends")
	UserInvitationDelivery   = field[User, api.Delivery]("invitation.delivery")
	UserInvitationCounted    = field[User, bool]("invitation.counted")
	UserInvitationWaitsUntil = field[User, api.Time]("invitation.waits_until")
	UserInvitationRequested  = field[User, api.Time]("invitation.requested_at")
	UserInvitationSponsor    = field[User, string]("invitation.sponsor")

	UserInvitationReminderCounted = field[User, bool]("invitation.reminder_counted")
	UserInvitationRemindedAt      = field[User, api.Time]("invitation.reminded_at")
)
