package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// RequestPasswordResetInput names the account to get into again.
type RequestPasswordResetInput struct {
	Email email.Address `json:"email"`
}

// ResetPasswordInput sets a new password with the token of a mailed link.
type ResetPasswordInput struct {
	Token    string `path:"token"`
	Password string `json:"password" format:"password"`
}

// ChangePasswordInput changes one's own password.
type ChangePasswordInput struct {
	Current  string `json:"current_password" format:"password"`
	Password string `json:"password" format:"password"`
}

// Session is a signed-in browser of one's own.
type Session struct {
	ID        string `json:"id"`
	Current   bool   `json:"current"` // the one that asks
	CreatedAt Time   `json:"created_at"`
	ExpiresAt Time   `json:"expires_at"`
	Agent     string `json:"agent"`  // the browser's name for itself
	Client    string `json:"client"` // network address it was begun from
}

// SessionInput names a session.
type SessionInput struct {
	Session id.SessionID `path:"session"`
}

// RequestPasswordReset mails a link to set a new password.
var RequestPasswordReset = declare[RequestPasswordResetInput, None](Route{
	ID: "request-password-reset", Method: http.MethodPost, Path: "/v1/password-resets",
	Summary: "Ask for a link to set a new password",
	Detail:  "Always answered the same: whether there is such an account is not told. The link works once, for an hour; a newer one makes it dead.",
	Caller:  Anyone, Status: http.StatusAccepted, Bodies: []string{JSONBody},
	Errors: []problem.Code{problem.TooManyRequests},
	Access: on(PutItem, UpdateItem),
})

// ResetPassword sets a new password and ends every session of that person.
var ResetPassword = declare[ResetPasswordInput, None](Route{
	ID: "reset-password", Method: http.MethodPost, Path: "/v1/password-resets/{token}",
	Summary: "Set a new password",
	Detail:  "Every session of the person ends.",
	Caller:  Anyone, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.ResetInvalid},
	MemoryMB: hashingMemory, Hashes: true,
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem), Settings: []Setting{SettingLinkKeys},
})

// ChangePassword changes one's own password.
var ChangePassword = declare[ChangePasswordInput, None](Route{
	ID: "change-password", Method: http.MethodPut, Path: "/v1/me/password",
	Summary: "Change one's own password",
	Detail:  "Every other session of the person ends; this one goes on with a new cookie.",
	Caller:  Person, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.InvalidCredentials, problem.TooManyRequests},
	MemoryMB: hashingMemory, Hashes: true,
	Access: on(BatchGetItem, Query, PutItem, UpdateItem), Settings: []Setting{SettingSessionLifetime},
})

// ListSessions lists one's own sessions.
var ListSessions = declare[None, Page[Session]](Route{
	ID: "list-sessions", Method: http.MethodGet, Path: "/v1/me/sessions",
	Summary: "List one's own sessions",
	Caller:  Person,
	Access:  on(BatchGetItem, Query),
})

// EndSession ends one of one's own sessions.
var EndSession = declare[SessionInput, None](Route{
	ID: "end-session", Method: http.MethodDelete, Path: "/v1/me/sessions/{session}",
	Summary: "End one of one's own sessions",
	Caller:  Person, Status: http.StatusNoContent, Errors: []problem.Code{problem.NotFound},
	Access: on(BatchGetItem, DeleteItem),
})
