package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// AuthorizationInput asks what the caller may do in an organization.
type AuthorizationInput struct {
	Org        id.OrganizationID `path:"org"`
	Permission Permission        `query:"permission" max:"65" optional:"true"`
}

// Authorization is who the caller is in an organization, and what they may do there now.
type Authorization struct {
	Organization string       `json:"organization"`
	UserID       string       `json:"user_id"`    // of an API key, that of the person whose it is
	APIKeyID     *string      `json:"api_key_id"` // null for a person
	Role         Role         `json:"role"`
	Permissions  []Permission `json:"permissions"`
}

// GetAuthorization tells another service who calls it, and what they may do.
var GetAuthorization = declare[AuthorizationInput, Authorization](Route{
	ID: "get-authorization", Method: http.MethodGet, Path: "/v1/organizations/{org}/authorization",
	Summary: "Read who you are in an organization, and whether you may do something",
	Detail: "For services of the product, which pass on the session cookie or the API key of their caller. With " +
		"permission, one of Usher's or of the product's own, it returns `forbidden` to whoever does not have it. It " +
		"also refuses who is blocked, and everybody while the organization is suspended. Where your service " +
		"is on API Gateway, the same function is its Lambda authorizer: docs/integrate.md.",
	Caller: PersonOrKey,
	Errors: []problem.Code{problem.Forbidden, problem.Blocked, problem.Suspended},
	Access: on(BatchGetItem),
})
