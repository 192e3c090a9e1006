package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// APIKey is a program's way in. The secret is shown once, when it is made.
type APIKey struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Role      Role   `json:"role"` // what it may do now: its person's role may allow less than it was made with
	Hint      string `json:"hint"` // the secret's last characters, to know it by
	CreatedBy Named  `json:"created_by"`
	CreatedAt Time   `json:"created_at"`
	ExpiresAt *Time  `json:"expires_at"`
	LastUsed  *Time  `json:"last_used_at"` // to the hour
}

// NewAPIKey answers create-api-key: the only time the secret is told.
type NewAPIKey struct {
	APIKey
	Secret string `json:"secret"`
}

// Identifier is the id, for the Location of a new key.
func (k NewAPIKey) Identifier() string { return k.ID }

// CreateAPIKeyInput makes a key.
type CreateAPIKeyInput struct {
	Org       id.OrganizationID `path:"org"`
	Name      string            `json:"name" format:"name" max:"100"`
	Role      Role              `json:"role" enum:"owner,auditor"`
	ExpiresAt *Time             `json:"expires_at" optional:"true"`
}

// APIKeyInput names a key.
type APIKeyInput struct {
	Org id.OrganizationID `path:"org"`
	Key id.APIKeyID       `path:"key"`
}

// ListInput selects a page of a plain list.
type ListInput struct {
	Org    id.OrganizationID `path:"org"`
	Limit  int               `query:"limit" min:"1" max:"100" default:"25" optional:"true"`
	Cursor string            `query:"cursor" max:"2048" optional:"true"`
}

// ListAPIKeysInput selects a page of keys.
type ListAPIKeysInput struct {
	Org       id.OrganizationID `path:"org"`
	Limit     int               `query:"limit" min:"1" max:"100" default:"25" optional:"true"`
	Cursor    string            `query:"cursor" max:"2048" optional:"true"`
	CreatedBy string            `query:"created_by" max:"64" optional:"true"`
}

// ListAPIKeys is a page of an organization's keys, oldest first.
var ListAPIKeys = declare[ListAPIKeysInput, Page[APIKey]](Route{
	ID: "list-api-keys", Method: http.MethodGet, Path: "/v1/organizations/{org}/api-keys",
	Summary: "List an organization's API keys",
	Detail:  "Those that work, the oldest first. With created_by those that end when this person leaves (the ones they made or took over, and those made with these), or that end when this key is revoked.",
	Caller:  PersonOrKey, Permission: APIKeysRead,
	Access: touching(on(BatchGetItem, Query)),
})

// CreateAPIKey makes a key and tells its secret, once.
var CreateAPIKey = declare[CreateAPIKeyInput, NewAPIKey](Route{
	ID: "create-api-key", Method: http.MethodPost, Path: "/v1/organizations/{org}/api-keys",
	Summary: "Create an API key",
	Detail:  "The answer holds the secret, which is never told again. A key does no more than the person who made it may do at the time of its use, and ends with them. A key made with a key expires no later than that one, and ends with it. An organization has at most 100 keys.",
	Caller:  PersonOrKey, Permission: APIKeysCreate, Status: http.StatusCreated,
	Bodies: []string{JSONBody}, Creates: true,
	Errors: []problem.Code{problem.InvalidState, problem.QuotaReached},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})

// RevokeAPIKey ends a key at its next request.
var RevokeAPIKey = declare[APIKeyInput, None](Route{
	ID: "revoke-api-key", Method: http.MethodDelete, Path: "/v1/organizations/{org}/api-keys/{key}",
	Summary: "Revoke an API key",
	Detail:  "The keys that were made with it end too.",
	Caller:  PersonOrKey, Permission: APIKeysRevoke, Status: http.StatusNoContent,
	Access: on(BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})
