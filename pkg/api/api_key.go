package api

import (
	"net/http"

	"usher/pkg/api/problem"
	"usher/pkg/lib/id"
)

// APIKey is the credential of a program. The secret is shown once, when the key is created.
type APIKey struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Role is the key's role, or that of its person if that allows less. It is empty if each allows what the other does
	// not; Permissions is what both allow, and all that the key may do.
	Role        Role         `json:"role"`
	Permissions []Permission `json:"permissions"`
	Hint        string       `json:"hint"` // the secret's last characters, to recognize it by
	CreatedBy   Named        `json:"created_by"`
	CreatedAt   Time         `json:"created_at"`
	ExpiresAt   *Time        `json:"expires_at"`
	LastUsed    *Time        `json:"last_used_at"` // to the hour
}

// NewAPIKey is the response of create-api-key, the only one that holds the secret.
type NewAPIKey struct {
	APIKey
	Secret string `json:"secret"`
}

// Identifier returns the id, for the Location of a new key.
func (k NewAPIKey) Identifier() string { return k.ID }

// CreateAPIKeyInput describes a new key.
type CreateAPIKeyInput struct {
	Org       id.OrganizationID `path:"org"`
	Name      string            `json:"name" format:"name" max:"100"`
	Role      Role              `json:"role" format:"role"`
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
	Detail: "Those that work, the oldest first. With created_by: the keys that end when a person leaves (those that " +
		"they created or took over, and the keys created with those), or when a key is revoked.",
	Caller: PersonOrKey, Permission: APIKeysRead,
	Access: on(BatchGetItem, Query),
})

// CreateAPIKey creates a key and returns its secret, once.
var CreateAPIKey = declare[CreateAPIKeyInput, NewAPIKey](Route{
	ID: "create-api-key", Method: http.MethodPost, Path: "/v1/organizations/{org}/api-keys",
	Summary: "Create an API key",
	Detail: "The response holds the secret, which cannot be read again. A key may do no more than the person who " +
		"created it may do when it is used, and ends with them. A key created with a key expires no later than that " +
		"one, and ends with it. An organization has at most 100 keys.",
	Caller: PersonOrKey, Permission: APIKeysCreate, Proof: true, Status: http.StatusCreated,
	Bodies: []string{JSONBody}, Creates: true,
	Errors: []problem.Code{problem.InvalidState, problem.QuotaReached},
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})

// RevokeAPIKey ends a key at its next request.
var RevokeAPIKey = declare[APIKeyInput, None](Route{
	ID: "revoke-api-key", Method: http.MethodDelete, Path: "/v1/organizations/{org}/api-keys/{key}",
	Summary: "Revoke an API key",
	Detail:  "The keys that were created with it end too.",
	Caller:  PersonOrKey, Permission: APIKeysRevoke, Status: http.StatusNoContent,
	Access: on(BatchGetItem, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
})
