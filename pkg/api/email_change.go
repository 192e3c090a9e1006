package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
)

// RequestEmailChangeInput is the address that is to be the caller's.
type RequestEmailChangeInput struct {
	Email email.Address `json:"email"`
}

// EmailChange is the caller's address, and the one that is to take its place.
type EmailChange struct {
	Email   string        `json:"email"`
	Pending *PendingEmail `json:"pending"` // null where none is asked for, or its link has expired
}

// PendingEmail is an address whose link has not been followed yet.
type PendingEmail struct {
	Email       string `json:"email"`
	RequestedAt Time   `json:"requested_at"`
	ExpiresAt   Time   `json:"expires_at"`
}

// EmailToken is the token of a mailed link about an address.
type EmailToken struct {
	Token string `path:"token"`
}

// EmailRestoration is what a link to take an account back does.
type EmailRestoration struct {
	Email     string `json:"email"` // the address that the account has again then
	ExpiresAt Time   `json:"expires_at"`
}

// RestoreEmailInput takes an account back.
type RestoreEmailInput struct {
	Token    string `path:"token"`
	Password string `json:"password" format:"password"`
}

// GetEmailChange reads the change of address that the caller has asked for.
var GetEmailChange = declare[None, EmailChange](Route{
	ID: "get-email-change", Method: http.MethodGet, Path: "/v1/me/email-change",
	Summary: "Read your address, and the one that is to take its place",
	Caller:  Person,
	Access:  on(BatchGetItem),
})

// RequestEmailChange mails a link to a new address.
var RequestEmailChange = declare[RequestEmailChangeInput, EmailChange](Route{
	ID: "request-email-change", Method: http.MethodPost, Path: "/v1/me/email-change",
	Summary: "Ask for another address",
	Detail: "Mails a link to the new address, which works once, for a day; a newer one replaces it. The response is the " +
		"same whether or not there is an account with that address: the mail tells.",
	Caller: Person, Proof: true, Status: http.StatusAccepted, Bodies: []string{JSONBody},
	Access: on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
})

// CancelEmailChange ends that.
var CancelEmailChange = declare[None, None](Route{
	ID: "cancel-email-change", Method: http.MethodDelete, Path: "/v1/me/email-change",
	Summary: "Cancel the change of your address",
	Detail:  "The link no longer works. Where none is asked for, it does nothing.",
	Caller:  Person, Status: http.StatusNoContent,
	Access: on(BatchGetItem, DeleteItem, ConditionCheckItem),
})

// ConfirmEmailChange gives the caller the address that the link was mailed to.
var ConfirmEmailChange = declare[EmailToken, None](Route{
	ID: "confirm-email-change", Method: http.MethodPost, Path: "/v1/email-changes/{token}",
	Summary: "Change your address with the link that was mailed to the new one",
	Detail: "The account must be the one that asked. From then on it signs in with the new address; all its sessions " +
		"end, this one too. Memberships, API keys, factors and open invitations stay. An open invitation of the new " +
		"address to an organization that the person is in is withdrawn. For 72 hours a link in a mail to the old address " +
		"takes the account back. With an account that has the new address, or had it less than 72 hours ago: `email_taken`.",
	Caller: Person, Status: http.StatusNoContent,
	Errors:   []problem.Code{problem.NotFound, problem.EmailTaken},
	Access:   settling(),
	Settings: []Setting{SettingLinkKeys},
})

// ViewEmailRestoration reads which address a link gives back. It does not use up the link.
var ViewEmailRestoration = declare[EmailToken, EmailRestoration](Route{
	ID: "view-email-restoration", Method: http.MethodGet, Path: "/v1/email-restorations/{token}",
	Summary:  "Read which address a link gives back to its account",
	Detail:   "Reading does not use up the link, however often a mail scanner does it.",
	Caller:   Anyone,
	Errors:   []problem.Code{problem.NotFound},
	Access:   on(BatchGetItem),
	Settings: []Setting{SettingLinkKeys},
})

// RestoreEmail gives an account the address back that it had, and shuts out whoever changed it.
var RestoreEmail = declare[RestoreEmailInput, None](Route{
	ID: "restore-email", Method: http.MethodPost, Path: "/v1/email-restorations/{token}",
	Summary: "Take an account back after its address was changed",
	Detail: "With the link of the mail to the old address, for 72 hours after the change, once. Sets a new password and " +
		"gives the account its address back. All sessions, API keys, recovery codes and known browsers end, and so do " +
		"passkeys and apps for one-time codes that were added in the 72 hours before the change, or since.",
	Caller: Anyone, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Errors:   []problem.Code{problem.NotFound},
	MemoryMB: hashingMemory, Hashes: true,
	Access:   settling(),
	Settings: []Setting{SettingLinkKeys},
})
