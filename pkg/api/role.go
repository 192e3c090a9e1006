package api

// Permission is one thing that a role may do, as <noun>:<verb>.
type Permission string

// The permissions.
const (
	OrganizationRead   Permission = "organization:read"
	OrganizationUpdate Permission = "organization:update"
	OrganizationDelete Permission = "organization:delete" // and to restore it
	UsersRead          Permission = "users:read"
	UsersCreate        Permission = "users:create"
	UsersUpdate        Permission = "users:update"
	UsersBlock         Permission = "users:block"
	UsersRemove        Permission = "users:remove"
	UsersInvite        Permission = "users:invite"
	FlowsRead          Permission = "flows:read"
	FlowsCreate        Permission = "flows:create"
	FlowsUpdate        Permission = "flows:update"
	FlowsDelete        Permission = "flows:delete"
	APIKeysRead        Permission = "api_keys:read"
	APIKeysCreate      Permission = "api_keys:create"
	APIKeysRevoke      Permission = "api_keys:revoke"
	AuditRead          Permission = "audit:read"
)

// Role is the id of a role. Which there are is the deployment's: see Roles.
type Role string

// The roles that every deployment has.
const (
	Owner   Role = "owner"
	Auditor Role = "auditor"
)

// reading returns the permissions of an Auditor, who sees the whole organization.
func reading() []Permission {
	return []Permission{OrganizationRead, UsersRead, FlowsRead, APIKeysRead, AuditRead}
}

// Permissions lists Usher's own permissions. A deployment may have others, of the product that it is part of.
func Permissions() []Permission {
	return append(reading(), OrganizationUpdate, OrganizationDelete,
		UsersCreate, UsersUpdate, UsersBlock, UsersRemove, UsersInvite,
		FlowsCreate, FlowsUpdate, FlowsDelete, APIKeysCreate, APIKeysRevoke)
}
