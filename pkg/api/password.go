package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// RequestPasswordResetInput names the account whose password is to be reset.
type RequestPasswordResetInput struct {
	Email email.Address `json:"email"`
}

// ResetPasswordInput sets a new password with the token of a mailed link.
type ResetPasswordInput struct {
	Token    string `path:"token"`
	Password string `json:"password" format:"password"`
	EndKeys  bool   `json:"end_keys" optional:"true"` // also end the person's API keys, in all their organizations
}

// PasswordResetToken is the token of a mailed link.
type PasswordResetToken struct {
	Token string `path:"token"`
}

// PasswordResetView is what a link to set a new password is for.
type PasswordResetView struct {
	Email     string `json:"email"` // of the account
	ExpiresAt Time   `json:"expires_at"`
}

// ChangePasswordInput changes the caller's password.
type ChangePasswordInput struct {
	Current  string `json:"current_password" format:"password"`
	Password string `json:"password" format:"password"`
}

// Session is a browser in which the caller is signed in.
type Session struct {
	ID        string `json:"id"`
	Current   bool   `json:"current"` // the session of this request
	CreatedAt Time   `json:"created_at"`
	LastUsed  Time   `json:"last_used_at"` // to five minutes
	ExpiresAt Time   `json:"expires_at"`
	Agent     string `json:"agent"`  // the browser's User-Agent
	Client    string `json:"client"` // network address where it began
}

// SessionInput names a session.
type SessionInput struct {
	Session id.SessionID `path:"session"`
}

// RequestPasswordReset mails a link to set a new password.
var RequestPasswordReset = declare[RequestPasswordResetInput, None](Route{
	ID: "request-password-reset", Method: http.MethodPost, Path: "/v1/password-resets",
	Summary: "Ask for a link to set a new password",
	Detail: "The response is always the same, so that it does not tell whether there is such an account. The link works " +
		"once, for an hour; a newer one replaces it.",
	Caller: Anyone, Status: http.StatusAccepted, Bodies: []string{JSONBody},
	Access: on(PutItem, UpdateItem),
})

// ViewPasswordReset reads whose password a link sets. It does not use up the link.
var ViewPasswordReset = declare[PasswordResetToken, PasswordResetView](Route{
	ID: "view-password-reset", Method: http.MethodGet, Path: "/v1/password-resets/{token}",
	Summary: "Read whose password a link sets",
	Detail: "For password managers, which keep a password with its address. Reading does not use up the link, however " +
		"often a mail scanner does it.",
	Caller:   Anyone,
	Errors:   []problem.Code{problem.ResetInvalid},
	Access:   on(BatchGetItem),
	Settings: []Setting{SettingLinkKeys},
})

// ResetPassword sets a new password and ends every session of that person.
var ResetPassword = declare[ResetPasswordInput, None](Route{
	ID: "reset-password", Method: http.MethodPost, Path: "/v1/password-resets/{token}",
	Summary: "Set a new password",
	Detail: "Every session of the person ends; with `end_keys` so do their API keys in all organizations, for an " +
		"account that somebody else was in. Of many organizations the keys end one part after another: after " +
		"`try_again`, send it again, as the link works until all have ended.",
	Caller: Anyone, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.ResetInvalid},
	MemoryMB: hashingMemory, Hashes: true,
	Access:   settling(),
	Settings: []Setting{SettingLinkKeys},
})

// ChangePassword changes the caller's password.
var ChangePassword = declare[ChangePasswordInput, None](Route{
	ID: "change-password", Method: http.MethodPut, Path: "/v1/me/password",
	Summary: "Change your own password",
	Detail:  "Every other session of the person ends; this one continues with a new cookie.",
	Caller:  Person, Proof: true, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidCredentials},
	MemoryMB: hashingMemory, Hashes: true,
	Access:   on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem),
	Settings: []Setting{SettingSessionLifetime, SettingSessionIdle},
})

// MaxSessions is how many sessions a person may have, over all organizations.
const MaxSessions = 50

// ListSessions lists the caller's sessions.
var ListSessions = declare[None, Page[Session]](Route{
	ID: "list-sessions", Method: http.MethodGet, Path: "/v1/me/sessions",
	Summary: "List your own sessions",
	Detail:  "There are at most 50. Signing in beyond that ends the oldest.",
	Caller:  Person,
	Access:  on(BatchGetItem, Query),
})

// EndSession ends one of the caller's sessions.
var EndSession = declare[SessionInput, None](Route{
	ID: "end-session", Method: http.MethodDelete, Path: "/v1/me/sessions/{session}",
	Summary: "End one of your own sessions",
	Caller:  Person, Status: http.StatusNoContent, Errors: []problem.Code{problem.NotFound},
	Access: recording(on(BatchGetItem, DeleteItem)),
})
