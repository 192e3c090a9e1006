package api

import (
	"net/http"

	"usher/pkg/api/problem"
)

// RequestPasswordResetInput names the account to get into again.
type RequestPasswordResetInput struct {
	Email string `json:"email" format:"email"`
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
	Session string `path:"session"`
}

// RequestPasswordReset mails a link to set a new password.
var RequestPasswordReset = Operation[RequestPasswordResetInput, None]{Route{
	ID: "request-password-reset", Method: http.MethodPost, Path: "/v1/password-resets",
	Summary: "Ask for a link to set a new password",
	Detail:  "Always answered the same: whether there is such an account is not told. The link works once, for an hour; a newer one makes it dead.",
	Caller:  Anyone, Status: http.StatusAccepted, Bodies: []string{JSONBody}, BodyLimit: smallBody,
	Errors:  []problem.Code{problem.TooManyRequests},
	Timeout: defaultTimeout, MemoryMB: defaultMemory,
	Access: on(PutItem, UpdateItem), Settings: reads(),
}}

// ResetPassword sets a new password and ends every session of that person.
var ResetPassword = Operation[ResetPasswordInput, None]{Route{
	ID: "reset-password", Method: http.MethodPost, Path: "/v1/password-resets/{token}",
	Summary: "Set a new password",
	Detail:  "Every session of the person ends.",
	Caller:  Anyone, Status: http.StatusNoContent, Bodies: []string{JSONBody}, BodyLimit: smallBody,
	Errors:  []problem.Code{problem.ResetInvalid},
	Timeout: defaultTimeout, MemoryMB: hashingMemory,
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem), Settings: reads(SettingLinkKeys),
}}

// ChangePassword changes one's own password.
var ChangePassword = Operation[ChangePasswordInput, None]{Route{
	ID: "change-password", Method: http.MethodPut, Path: "/v1/me/password",
	Summary: "Change one's own password",
	Detail:  "Every other session of the person ends; this one goes on with a new cookie.",
	Caller:  Person, Status: http.StatusNoContent, Bodies: []string{JSONBody}, BodyLimit: smallBody,
	Errors:  []problem.Code{problem.InvalidCredentials, problem.TooManyRequests},
	Timeout: defaultTimeout, MemoryMB: hashingMemory,
	Access: on(BatchGetItem, Query, PutItem, UpdateItem), Settings: reads(SettingSessionLifetime),
}}

// ListSessions lists one's own sessions.
var ListSessions = Operation[None, Page[Session]]{Route{
	ID: "list-sessions", Method: http.MethodGet, Path: "/v1/me/sessions",
	Summary: "List one's own sessions",
	Caller:  Person, Status: http.StatusOK,
	Timeout: defaultTimeout, MemoryMB: defaultMemory,
	Access: on(BatchGetItem, Query), Settings: reads(),
}}

// EndSession ends one of one's own sessions.
var EndSession = Operation[SessionInput, None]{Route{
	ID: "end-session", Method: http.MethodDelete, Path: "/v1/me/sessions/{session}",
	Summary: "End one of one's own sessions",
	Caller:  Person, Status: http.StatusNoContent, Errors: []problem.Code{problem.NotFound},
	Timeout: defaultTimeout, MemoryMB: defaultMemory,
	Access: on(BatchGetItem, DeleteItem), Settings: reads(),
}}
