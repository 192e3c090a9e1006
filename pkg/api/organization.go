package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
)

// Organization is a customer: a name, a plan, and the seats its users take.
type Organization struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Plan      string   `json:"plan"`
	Seats     Seats    `json:"seats"`
	Quotas    Quotas   `json:"quotas"`
	Settings  Settings `json:"settings"`
	CreatedAt Time     `json:"created_at"`
	UpdatedAt Time     `json:"updated_at"`
	Version   int      `json:"version"`
}

// Seats counts an organization's seats. Invited, active and blocked users hold one each; expired ones hold none.
type Seats struct {
	Limit     int `json:"limit"`     // what the plan pays for
	Used      int `json:"used"`      // invited + active + blocked
	Available int `json:"available"` // limit - used, never below 0
	Invited   int `json:"invited"`
	Active    int `json:"active"`
	Blocked   int `json:"blocked"`
	Expired   int `json:"expired"` // expired invitations: listed, but without a seat
}

// Quotas are how many things an organization may have, and has, beside its users.
type Quotas struct {
	Flows   Quota `json:"flows"`    // by the plan: 10 for each of its seats, 5,000 at most
	APIKeys Quota `json:"api_keys"` // by the plan: 10 for each of its seats, 100 at most; expired ones may still count
	// SessionsPerPerson is how many sessions one person may have, whatever their organizations: the oldest end.
	SessionsPerPerson int `json:"sessions_per_person"`
}

// Quota is one of them.
type Quota struct {
	Limit int `json:"limit"`
	Used  int `json:"used"`
}

// APIKeyLimit is how many API keys an organization may have by the seats of its plan.
func APIKeyLimit(seats int) int {
	const perSeat, most = 10, 100
	return min(seats*perSeat, most)
}

// FlowLimit is how many flows an organization may have by the seats of its plan.
func FlowLimit(seats int) int {
	const perSeat, most = 10, 5000
	return min(seats*perSeat, most)
}

// Settings are what an organization can change about itself.
type Settings struct {
	InvitationDays int    `json:"invitation_days"`
	Locale         string `json:"locale"`
	// RequireSecondFactor: whoever has none is let in nowhere in the organization. API keys are exempt.
	RequireSecondFactor bool `json:"require_second_factor"`
	// SessionIdleMinutes is for how long a session may be unused before it ends for this organization; 0: for as long
	// as anywhere.
	SessionIdleMinutes int `json:"session_idle_minutes"`
}

// CreateOrganizationInput describes a new organization and its first Owner.
type CreateOrganizationInput struct {
	Name  string   `json:"name" format:"organization" max:"100"`
	Owner NewOwner `json:"owner"`
}

// NewOwner is the first user of a new organization.
type NewOwner struct {
	Email     email.Address `json:"email"`
	FirstName string        `json:"first_name" format:"person" max:"60"`
	LastName  string        `json:"last_name" format:"person" min:"0" max:"60" optional:"true" doc:"May be empty."`
}

// CreatedOrganization is the response of create-organization.
type CreatedOrganization struct {
	Organization Organization `json:"organization"`
	Owner        User         `json:"owner"`
}

// OrganizationInput names an organization.
type OrganizationInput struct {
	Org id.OrganizationID `path:"org"`
}

// UpdateOrganizationInput changes what is given and leaves the rest.
type UpdateOrganizationInput struct {
	Org      id.OrganizationID `path:"org"`
	IfMatch  IfMatch           `header:"If-Match" optional:"true"`
	Name     *string           `json:"name" format:"organization" max:"100" optional:"true"`
	Settings *SettingsPatch    `json:"settings" optional:"true"`
}

// SettingsPatch holds the settings to change.
type SettingsPatch struct {
	InvitationDays *int    `json:"invitation_days" min:"1" max:"30" optional:"true"`
	Locale         *string `json:"locale" enum:"en,nl" optional:"true"`
	// SessionIdleMinutes is 0 or MinSessionIdle at least.
	SessionIdleMinutes *int `json:"session_idle_minutes" min:"0" max:"43200" optional:"true" doc:"0, or 5 to 43200."`
	// RequireSecondFactor is for people only. Whoever switches it on must have a second factor.
	RequireSecondFactor *bool `json:"require_second_factor" optional:"true"`
}

// NeedsProof reports whether the change decides whom the organization lets in.
func (in UpdateOrganizationInput) NeedsProof() bool {
	return in.Settings != nil && in.Settings.RequireSecondFactor != nil
}

// MinSessionIdle is the shortest time, in minutes, after which an organization may have unused sessions end.
const MinSessionIdle = 5

// CreateOrganization is sign-up. The operator's command calls it too.
var CreateOrganization = declare[CreateOrganizationInput, CreatedOrganization](Route{
	ID: "create-organization", Method: http.MethodPost, Path: "/v1/organizations",
	Summary: "Create an organization and invite its first Owner",
	Detail:  "The Owner gets an invitation by mail and is active once they have set a password.",
	Caller:  Anyone, Status: http.StatusCreated, Bodies: []string{JSONBody}, Creates: true,
	Errors:   []problem.Code{problem.SignUpClosed},
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingSignUp, SettingPlans, SettingInvitationLifetime},
})

// GetOrganization reads an organization with its seats.
var GetOrganization = declare[OrganizationInput, Organization](Route{
	ID: "get-organization", Method: http.MethodGet, Path: "/v1/organizations/{org}",
	Summary: "Read an organization with its seats",
	Caller:  PersonOrKey, Permission: OrganizationRead,
	Access: on(BatchGetItem, Query),
})

// UpdateOrganization changes an organization's name and settings.
var UpdateOrganization = declare[UpdateOrganizationInput, Organization](Route{
	ID: "update-organization", Method: http.MethodPatch, Path: "/v1/organizations/{org}",
	Summary: "Change an organization's name or settings",
	Detail: "With require_second_factor, which no API key may change, members without a second factor get " +
		"second_factor_required (403) in the organization, from their next request on; whoever switches it on must have " +
		"one, and otherwise gets invalid_state.",
	Caller: PersonOrKey, Permission: OrganizationUpdate, Proof: true,
	Bodies: []string{JSONBody},
	Errors: []problem.Code{problem.VersionConflict, problem.InvalidState},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, ConditionCheckItem),
})

// DeleteOrganizationInput names an organization, twice: nobody deletes another one than they mean.
type DeleteOrganizationInput struct {
	Org  id.OrganizationID `path:"org"`
	Name string            `json:"name" format:"organization" max:"100" doc:"The organization's name, as it is."`
}

// DeleteOrganization deletes an organization, until it is restored or purged.
var DeleteOrganization = declare[DeleteOrganizationInput, None](Route{
	ID: "delete-organization", Method: http.MethodDelete, Path: "/v1/organizations/{org}",
	Summary: "Delete an organization",
	Detail: "It is gone at once: for its users not_found, its API keys end, and nothing is mailed. An Owner, who sees " +
		"it in get-me with deleted_at, can restore it until restorable_until, for 14 days. Then all of it is " +
		"deleted for good, the audit log too; " +
		"accounts of people stay. Repeated, it returns not_found.",
	Caller: Person, Permission: OrganizationDelete, Proof: true, Status: http.StatusNoContent, Bodies: []string{JSONBody},
	Access:   on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
	Settings: []Setting{SettingDeletedKept},
})

// RestoreOrganization ends that.
var RestoreOrganization = declare[OrganizationInput, Organization](Route{
	ID: "restore-organization", Method: http.MethodPost, Path: "/v1/organizations/{org}/restore",
	Summary: "Restore a deleted organization",
	Detail: "Everything is as it was, and API keys work again. Restoring an organization that is not deleted changes " +
		"nothing. Once what was in it is being deleted for good, it returns not_found.",
	Caller: Person, Permission: OrganizationDelete,
	Access: on(BatchGetItem, PutItem, UpdateItem, ConditionCheckItem),
})

// Tag returns the organization's version as an ETag (RFC 9110, section 8.8.3).
func (o Organization) Tag() string { return etag(o.Version) }

// Identifier returns the id, for the Location of a new organization.
func (c CreatedOrganization) Identifier() string { return c.Organization.ID }
