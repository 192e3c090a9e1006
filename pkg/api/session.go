package api

import (
	"net/http"

	"usher/pkg/api/problem"
)

// SignInOutcome is what became of an attempt to sign in.
type SignInOutcome string

// The outcomes.
const (
	SignInSucceeded SignInOutcome = "succeeded"
	SignInFailed    SignInOutcome = "failed"
	// SignInPending is a right password, behind which the second factor was asked for.
	SignInPending SignInOutcome = "second_factor_required"
)

// Values lists the outcomes.
func (SignInOutcome) Values() []SignInOutcome {
	return []SignInOutcome{SignInSucceeded, SignInFailed, SignInPending}
}

// SignInMethod is what completed a sign-in: a code comes behind the password.
type SignInMethod string

// The methods.
const (
	ByPassword     SignInMethod = "password"
	ByTOTP         SignInMethod = "totp"
	ByRecoveryCode SignInMethod = "recovery_code"
	ByPasskey      SignInMethod = "passkey"
)

// Values lists the methods.
func (SignInMethod) Values() []SignInMethod {
	return []SignInMethod{ByPassword, ByTOTP, ByRecoveryCode, ByPasskey}
}

// SignInRecord is a sign-in to the caller's account, or the failed ones of a quarter of an hour.
type SignInRecord struct {
	At      Time          `json:"at"` // of the latest
	Outcome SignInOutcome `json:"outcome"`
	Method  *SignInMethod `json:"method"` // null where it failed, or is not known
	Count   int           `json:"count"`  // 1, except of failed ones
	Agent   string        `json:"agent"`  // the browser's User-Agent
	Client  string        `json:"client"` // network address
}

// ListSignInsInput selects a page of sign-ins.
type ListSignInsInput struct {
	Limit  int    `query:"limit" min:"1" max:"100" default:"25" optional:"true"`
	Cursor string `query:"cursor" max:"2048" optional:"true"`
}

// ListSignIns lists the sign-ins to the caller's account.
var ListSignIns = declare[ListSignInsInput, Page[SignInRecord]](Route{
	ID: "list-sign-ins", Method: http.MethodGet, Path: "/v1/me/sign-ins",
	Summary: "List the sign-ins to your account",
	Detail: "Of the last 90 days, the newest first: those that succeeded, those whose second factor was asked for, and " +
		"those that failed, counted by quarter of an hour.",
	Caller: Person,
	Access: on(BatchGetItem, Query),
})

// EndUserSessions ends a person's sessions for one organization.
var EndUserSessions = declare[UserInput, None](Route{
	ID: "end-user-sessions", Method: http.MethodDelete, Path: "/v1/organizations/{org}/users/{user}/sessions",
	Summary: "End a user's sessions in the organization",
	Detail: "From their next request on the user gets `unauthenticated` in this organization, from every session that " +
		"there is, until they sign in again. In other organizations they stay signed in; API keys go on. A user who has " +
		"not accepted yet has none: `invalid_state`.",
	Caller: PersonOrKey, Permission: UsersBlock, Status: http.StatusNoContent,
	Errors: []problem.Code{problem.InvalidState},
	Access: on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
})
