package api

import (
	"net/http"
	"strconv"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// Status is the status of a user.
type Status string

// The statuses. Invited, Active and Blocked users hold a seat.
const (
	Invited Status = "invited" // has an open invitation
	Expired Status = "expired" // the invitation has expired; a resend makes it open again
	Active  Status = "active"
	Blocked Status = "blocked" // denied access from the next request; unblock undoes it
)

// Statuses lists the statuses.
func Statuses() []Status { return []Status{Invited, Expired, Active, Blocked} }

// Delivery is the state of an invitation's mail.
type Delivery string

// The states of delivery.
const (
	Queued     Delivery = "queued"
	Sent       Delivery = "sent"
	Delivered  Delivery = "delivered"
	Bounced    Delivery = "bounced"
	Complained Delivery = "complained"
	Failed     Delivery = "failed" // the mail service refused it, and a retry will not help
)

// User is a person in an organization: their membership, not their account.
type User struct {
	ID         string      `json:"id"`
	Email      string      `json:"email"`
	FirstName  string      `json:"first_name"`
	LastName   string      `json:"last_name"`
	Role       Role        `json:"role"`
	Status     Status      `json:"status"`
	LogoURL    *string     `json:"logo_url"`
	Invitation *Invitation `json:"invitation"`
	LastSignIn *Time       `json:"last_sign_in_at"`
	// SecondFactor is whether the person has one; null for somebody who has not joined yet.
	SecondFactor *bool `json:"second_factor"`
	// AddressProblem says why the latest mails to the address did not arrive; it stays after a resend until one does.
	AddressProblem *AddressProblem `json:"address_problem"`
	// Notifications are the mails that the user gets while they are an Owner.
	Notifications Notifications `json:"notifications"`
	CreatedAt     Time          `json:"created_at"`
	UpdatedAt     Time          `json:"updated_at"`
	Version       int           `json:"version"`
}

// Invitation is the user's open or expired invitation; null once accepted.
type Invitation struct {
	// SentAt is when the latest mail was sent, also while the next one is queued; null before the first.
	SentAt    *Time    `json:"sent_at"`
	ExpiresAt Time     `json:"expires_at"`
	Sends     int      `json:"sends"` // mails handed to the mail service so far
	Delivery  Delivery `json:"delivery"`
	// RequestedAt is when the holder of the expired link asked for a new one.
	RequestedAt *Time `json:"requested_at"`
	// WaitsUntil is when a queued mail is sent that waits because the address, or the organization, has been sent
	// as many mails as are allowed. It is sent within about an hour after that.
	WaitsUntil *Time `json:"waits_until"`
	// SponsorID is the Owner on whose word the user is invited as an Owner: it is cancelled when they are blocked,
	// removed or demoted. Null for every other invitation.
	SponsorID *string `json:"sponsor_id"`
}

// AddressProblem says why mails to an address do not arrive.
type AddressProblem struct {
	Delivery Delivery `json:"delivery"` // bounced, complained or failed
	Detail   string   `json:"detail"`   // what the receiving server said
	At       Time     `json:"at"`
}

// CreateUserInput describes a new user. Who has one name has it as the first name; the last name is then empty.
type CreateUserInput struct {
	Org       id.OrganizationID `path:"org"`
	Email     email.Address     `json:"email"`
	FirstName string            `json:"first_name" format:"person" max:"60"`
	LastName  string            `json:"last_name" format:"person" min:"0" max:"60" optional:"true" doc:"May be empty."`
	Role      Role              `json:"role" format:"role"`
}

// ListUsersInput selects a page of users.
type ListUsersInput struct {
	Org    id.OrganizationID `path:"org"`
	Limit  int               `query:"limit" min:"1" max:"100" default:"25" optional:"true"`
	Cursor string            `query:"cursor" max:"2048" optional:"true"`
	Status Status            `query:"status" enum:"invited,expired,active,blocked" optional:"true"`
	Role   Role              `query:"role" format:"role" optional:"true"`
	Query  string            `query:"q" max:"254" optional:"true"`
	// SecondFactor selects those of whom it is known that they have one, or have none: who have joined.
	SecondFactor string `query:"second_factor" enum:"true,false" optional:"true"`
	// Attention selects those for whom somebody has to do something: their invitation has expired, they asked for a new
	// one, or mail to their address does not arrive.
	Attention bool `query:"attention" optional:"true"`
}

// Page is one page of a list. NextCursor is null on the last page; with filters
// a page may hold fewer than limit although more follow.
type Page[T any] struct {
	Data       []T     `json:"data"`
	NextCursor *string `json:"next_cursor"`
}

// UserInput names a user.
type UserInput struct {
	Org  id.OrganizationID `path:"org"`
	User id.UserID         `path:"user"`
}

// LeaveInput names a user who is to be blocked or removed. Their API keys, and the
// keys that were created with those, end too unless KeepKeys has the caller take them over.
type LeaveInput struct {
	Org      id.OrganizationID `path:"org"`
	User     id.UserID         `path:"user"`
	KeepKeys bool              `query:"keep_keys" optional:"true"`
}

// UpdateUserInput changes what is given and leaves the rest.
type UpdateUserInput struct {
	Org       id.OrganizationID `path:"org"`
	User      id.UserID         `path:"user"`
	IfMatch   IfMatch           `header:"If-Match" optional:"true"`
	FirstName *string           `json:"first_name" format:"person" max:"60" optional:"true"`
	LastName  *string           `json:"last_name" format:"person" min:"0" max:"60" optional:"true" doc:"May be empty."`
	Role      *Role             `json:"role" format:"role" optional:"true"`
	// Email is the address of somebody who never joined.
	Email *email.Address `json:"email" optional:"true"`
	// Notifications are the caller's own: nobody chooses for others.
	Notifications *NotificationsPatch `json:"notifications" optional:"true"`
}

// NeedsProof reports whether the user is to be an Owner.
func (in CreateUserInput) NeedsProof() bool { return in.Role == Owner }

// NeedsProof reports whether the user is to be an Owner.
func (in UpdateUserInput) NeedsProof() bool { return in.Role != nil && *in.Role == Owner }

// CreateUser invites a person, who takes a seat.
var CreateUser = declare[CreateUserInput, User](Route{
	ID: "create-user", Method: http.MethodPost, Path: "/v1/organizations/{org}/users",
	Summary: "Create a user and invite them",
	Detail:  "Takes one of the plan's seats. The invitation is mailed after the response; its progress is on the user.",
	Caller:  PersonOrKey, Permission: UsersCreate, Proof: true, Status: http.StatusCreated,
	Bodies: []string{JSONBody}, Creates: true,
	Errors:   []problem.Code{problem.EmailTaken, problem.SeatLimitReached},
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
	Settings: []Setting{SettingInvitationLifetime},
})

// ListUsers is a page of an organization's users.
var ListUsers = declare[ListUsersInput, Page[User]](Route{
	ID: "list-users", Method: http.MethodGet, Path: "/v1/organizations/{org}/users",
	Summary: "List or search an organization's users",
	Detail: "By last name. With q, those of whom every word of q, in any order, begins a word of their names, the part " +
		"of their e-mail address before the @, or its domain; after an @ a domain, half typed or whole. Case, accents " +
		"and the kind of apostrophe do not matter. They come in the order of the words that matched, and of those who " +
		"have one word in common by last name. With second_factor, only those who have joined, and have one or have none. " +
		"With attention=true, only those whose invitation has expired, who asked for " +
		"a new one, or whose address does not receive mail (address_problem).",
	Caller: PersonOrKey, Permission: UsersRead,
	Access: both(on(BatchGetItem), onIndex(Query, append(indexesByTerm(), IndexByLastName)...)),
})

// GetUser reads one user.
var GetUser = declare[UserInput, User](Route{
	ID: "get-user", Method: http.MethodGet, Path: "/v1/organizations/{org}/users/{user}",
	Summary: "Read a user",
	Caller:  PersonOrKey, Permission: UsersRead,
	Access: on(BatchGetItem),
})

// UpdateUser changes a user's names or role, or the address of somebody who never joined.
var UpdateUser = declare[UpdateUserInput, User](Route{
	ID: "update-user", Method: http.MethodPatch, Path: "/v1/organizations/{org}/users/{user}",
	Summary: "Change a user's names or role, or an invited user's address",
	Detail: "Everyone may change their own names, and nobody but themselves the mails that they get while they are an " +
		"Owner (notifications). With If-Match, only that version is changed. The API keys of an Owner " +
		"who is demoted may do no more than the new role, and open invitations to the role Owner that they sent are " +
		"cancelled. The e-mail address of somebody who never joined can be corrected by an Owner: the earlier link " +
		"no longer works, and a new one is mailed to the new address. An expired invitation takes a seat again.",
	Caller: PersonOrKey, Permission: UsersUpdate, Proof: true, Self: true,
	Bodies: []string{JSONBody},
	Errors: []problem.Code{problem.LastOwner, problem.VersionConflict, problem.EmailTaken, problem.InvalidState,
		problem.SeatLimitReached, problem.TooManyRequests},
	Settings: []Setting{SettingInvitationLifetime},
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})

// BlockUser denies a user access from their next request.
var BlockUser = declare[LeaveInput, User](Route{
	ID: "block-user", Method: http.MethodPost, Path: "/v1/organizations/{org}/users/{user}/block",
	Summary: "Block a user",
	Detail: "The user keeps the seat and has no access from the next request. Their API keys end, and so " +
		"do the keys created with those. With " +
		"keep_keys=true they become keys of the Owner who calls, and may do no more than that Owner. Open invitations " +
		"to the role Owner that the user sent are cancelled. Blocking a " +
		"blocked user changes nothing else.",
	Caller: PersonOrKey, Permission: UsersBlock,
	Errors: []problem.Code{problem.LastOwner, problem.InvalidState},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})

// UnblockUser gives a blocked user access again.
var UnblockUser = declare[UserInput, User](Route{
	ID: "unblock-user", Method: http.MethodPost, Path: "/v1/organizations/{org}/users/{user}/unblock",
	Summary: "Unblock a user",
	Detail: "Never needs a free seat: a blocked user has kept theirs. API keys that ended with the block stay dead. " +
		"Unblocking an active user changes nothing.",
	Caller: PersonOrKey, Permission: UsersBlock,
	Errors: []problem.Code{problem.InvalidState},
	Access: on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
})

// RemoveUser removes a user for good.
var RemoveUser = declare[LeaveInput, None](Route{
	ID: "remove-user", Method: http.MethodDelete, Path: "/v1/organizations/{org}/users/{user}",
	Summary: "Remove a user for good",
	Detail: "Frees the seat and the address. Their API keys end, and so do the keys created with those. With " +
		"keep_keys=true they become keys of the Owner who calls, and may do no more than that Owner. Open invitations " +
		"to the role Owner that the user sent are cancelled. Cannot be undone: a person who is " +
		"invited again is a new user.",
	Caller: PersonOrKey, Permission: UsersRemove, Status: http.StatusNoContent,
	Errors: []problem.Code{problem.LastOwner},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})

// LeaveOrganization takes the caller out of an organization.
var LeaveOrganization = declare[OrganizationInput, None](Route{
	ID: "leave-organization", Method: http.MethodPost, Path: "/v1/organizations/{org}/leave",
	Summary: "Leave an organization",
	Detail: "Removes the caller's own user, whatever their role, as remove-user does: the seat and the address are " +
		"free, the caller's API keys end, and open invitations to the role Owner that they sent are cancelled. The " +
		"last active Owner cannot leave; a blocked user can. The session stays. Cannot be undone: a person " +
		"who is invited again is a new user. Repeated, it returns not_found.",
	Caller: Person, Status: http.StatusNoContent,
	Errors: []problem.Code{problem.LastOwner},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})

// ResendInvitation replaces a user's invitation by a new one.
var ResendInvitation = declare[UserInput, User](Route{
	ID: "resend-invitation", Method: http.MethodPost, Path: "/v1/organizations/{org}/users/{user}/invitation",
	Summary: "Send a user's invitation again",
	Detail:  "A new link with a new expiry; the earlier link no longer works. An expired invitation takes a seat again.",
	Caller:  PersonOrKey, Permission: UsersInvite, Status: http.StatusAccepted, Creates: true,
	Errors:   []problem.Code{problem.InvalidState, problem.SeatLimitReached},
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
	Settings: []Setting{SettingInvitationLifetime},
})

// Tag returns the user's version as an ETag (RFC 9110, section 8.8.3).
func (u User) Tag() string { return etag(u.Version) }

// Identifier returns the id, for the Location of a new user.
func (u User) Identifier() string { return u.ID }

func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }
