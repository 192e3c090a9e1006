package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
)

// InvitationToken names an invitation by the token of its link.
type InvitationToken struct {
	Token string `path:"token"`
}

// InvitationView is what the holder of a link may see.
type InvitationView struct {
	Organization Named  `json:"organization"`
	Email        string `json:"email"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	Role         Role   `json:"role"`
	// InvitedBy is the name of the person who sent the invitation; null for a first Owner, whom nobody invited, and
	// where that person has left.
	InvitedBy     *string `json:"invited_by"`
	ExpiresAt     Time    `json:"expires_at"`
	AccountExists bool    `json:"account_exists"` // true: join with the existing password rather than set one
}

// Named is the id and name of something that a response refers to.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// AcceptInvitationInput accepts with a new password, or with the one the person already has.
type AcceptInvitationInput struct {
	Token    string `path:"token"`
	Password string `json:"password" format:"password"`
}

// SignInInput is an address and a password.
type SignInInput struct {
	Email    email.Address `json:"email" format:"text" max:"320"`
	Password string        `json:"password" format:"password"`
}

// SignedIn is the response to a sign-in; the session itself is in the cookie.
type SignedIn struct {
	Identity    Identity     `json:"identity"`
	Memberships []Membership `json:"memberships"`
	ExpiresAt   Time         `json:"expires_at"`
	// NextCursor is for get-me, where the memberships are more than a hundred; null where these are all.
	NextCursor *string `json:"next_cursor"`
	// SecondFactor is what the sign-in still needs; null where it is complete. Until then there are no memberships.
	SecondFactor *SecondFactor `json:"second_factor"`
}

// GetMeInput selects a page of a person's memberships.
type GetMeInput struct {
	Limit  int    `query:"limit" min:"1" max:"100" default:"100" optional:"true"`
	Cursor string `query:"cursor" max:"2048" optional:"true"`
}

// Identity is a person, a user in any number of organizations.
type Identity struct {
	Email string `json:"email"`
}

// Membership ties a person to their user in one organization.
type Membership struct {
	Organization Named        `json:"organization"`
	UserID       string       `json:"user_id"`
	Role         Role         `json:"role"`
	Status       Status       `json:"status"`
	Permissions  []Permission `json:"permissions"` // none while blocked
	// DeletedAt is since when the organization is deleted; null while it is not. Of a deleted one, only Owners have it.
	DeletedAt *Time `json:"deleted_at"`
	// RestorableUntil is how long a deleted organization can be restored for certain; null while it is not deleted.
	RestorableUntil *Time `json:"restorable_until"`
	// SuspendedAt is since when nothing in the organization can be changed; null while it is not suspended.
	SuspendedAt *Time `json:"suspended_at"`
	// RequireSecondFactor: the organization lets in nobody without a second factor.
	RequireSecondFactor bool `json:"require_second_factor"`
}

// Me is the response of get-me.
type Me struct {
	Identity    *Identity    `json:"identity"` // null for an API key
	APIKey      *Named       `json:"api_key"`  // null for a person
	Memberships []Membership `json:"memberships"`
	ExpiresAt   *Time        `json:"expires_at"` // of the session or key; null if it does not expire
	// NextCursor is where the memberships go on; null on the last page.
	NextCursor   *string `json:"next_cursor"`
	SecondFactor bool    `json:"second_factor"` // whether the person has one; false for an API key
}

// ViewInvitation reads what a link invites to. It does not use up the link.
var ViewInvitation = declare[InvitationToken, InvitationView](Route{
	ID: "view-invitation", Method: http.MethodGet, Path: "/v1/invitations/{token}",
	Summary:  "Read what an invitation link invites to",
	Detail:   "Reading does not use up the link, however often a mail scanner does it.",
	Caller:   Anyone,
	Errors:   []problem.Code{problem.InvitationInvalid, problem.InvitationExpired, problem.InvitationUsed},
	Access:   on(BatchGetItem),
	Settings: []Setting{SettingLinkKeys},
})

// AcceptInvitation makes an invited user active and signs them in.
var AcceptInvitation = declare[AcceptInvitationInput, SignedIn](Route{
	ID: "accept-invitation", Method: http.MethodPost, Path: "/v1/invitations/{token}/accept",
	Summary: "Accept an invitation",
	Detail: "Sets the password of a person who has none. A person who has a password joins with it; it is never " +
		"overwritten.",
	Caller: Anyone, Bodies: []string{JSONBody},
	Errors: []problem.Code{problem.Suspended, problem.InvitationInvalid, problem.InvitationExpired, problem.InvitationUsed,
		problem.InvalidCredentials, problem.EmailTaken},
	MemoryMB: hashingMemory, Hashes: true,
	Access:   settling(),
	Settings: []Setting{SettingLinkKeys, SettingSessionLifetime, SettingSessionIdle},
})

// RequestInvitation asks the Owners for a new invitation.
var RequestInvitation = declare[InvitationToken, None](Route{
	ID: "request-invitation", Method: http.MethodPost, Path: "/v1/invitations/{token}/request",
	Summary: "Ask for a new invitation in place of one that has expired",
	Detail: "The Owners see on the user that a new one is asked for. The response is the same for every link of this " +
		"service, so that it does not tell what became of the invitation.",
	Caller: Anyone, Status: http.StatusAccepted,
	Errors:   []problem.Code{problem.InvitationInvalid},
	Access:   on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
	Settings: []Setting{SettingLinkKeys},
})

// SignIn starts a session.
var SignIn = declare[SignInInput, SignedIn](Route{
	ID: "sign-in", Method: http.MethodPost, Path: "/v1/sessions",
	Summary: "Sign in",
	Detail: "Takes as long for an unknown address as for a wrong password. Of a person with a second factor, " +
		"`second_factor` says how to complete it; until then the session gets `second_factor_required` everywhere.",
	Caller: Anyone, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidCredentials},
	MemoryMB: hashingMemory, Hashes: true,
	Access:   settling(),
	Settings: []Setting{SettingSessionLifetime, SettingSessionIdle},
})

// SignOut ends the session.
var SignOut = declare[None, None](Route{
	ID: "sign-out", Method: http.MethodDelete, Path: "/v1/sessions/current",
	Summary: "Sign out",
	Caller:  Person, Pending: true, Status: http.StatusNoContent,
	Access: recording(on(BatchGetItem, DeleteItem)),
})

// GetMe tells the caller who they are and what they may do where.
var GetMe = declare[GetMeInput, Me](Route{
	ID: "get-me", Method: http.MethodGet, Path: "/v1/me",
	Summary: "Read who you are, and what you may do in which organization",
	Detail:  "Up to a hundred memberships at once, in order of name within a page.",
	Caller:  PersonOrKey,
	Access:  on(BatchGetItem, Query),
})
