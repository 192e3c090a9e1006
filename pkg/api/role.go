package api

import "slices"

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

// Role is the id of a role.
type Role string

// The roles. To add one, add a constant and a case in Permissions.
const (
	Owner   Role = "owner"
	Auditor Role = "auditor"
)

// Roles lists the roles, the most powerful first.
func Roles() []Role { return []Role{Owner, Auditor} }

// reading returns the permissions of every role that sees the whole organization.
func reading() []Permission {
	return []Permission{OrganizationRead, UsersRead, FlowsRead, APIKeysRead, AuditRead}
}

// Permissions returns what the role may do; nothing for an unknown role.
func (r Role) Permissions() []Permission {
	switch r {
	case Owner:
		return append(reading(), OrganizationUpdate, OrganizationDelete,
			UsersCreate, UsersUpdate, UsersBlock, UsersRemove, UsersInvite,
			FlowsCreate, FlowsUpdate, FlowsDelete, APIKeysCreate, APIKeysRevoke)
	case Auditor:
		return reading()
	}
	return nil
}

// Allows reports whether the role has the permission.
func (r Role) Allows(p Permission) bool { return slices.Contains(r.Permissions(), p) }

// CutTo is what is left of the role for somebody who acts for one who has the other: whichever of the two allows less;
// no role, which allows nothing, where each allows what the other does not.
func (r Role) CutTo(other Role) Role {
	switch {
	case r.Within(other):
		return r
	case other.Within(r):
		return other
	}
	return ""
}

// Within reports whether the other role has every permission of this one.
func (r Role) Within(other Role) bool {
	return !slices.ContainsFunc(r.Permissions(), func(p Permission) bool { return !other.Allows(p) })
}

// Known reports whether the role is one of Roles.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// RolesThatAllow lists the roles that have the permission. Writes name them in the condition on the actor's own item.
func RolesThatAllow(p Permission) []Role {
	var roles []Role
	for _, r := range Roles() {
		if r.Allows(p) {
			roles = append(roles, r)
		}
	}
	return roles
}
