package api

import (
	"net/http"
	"slices"
	"strings"
)

// Text is a text in each language that Usher speaks.
type Text struct {
	EN string `json:"en"`
	NL string `json:"nl"`
}

// In returns the text in a language, or in English.
func (t Text) In(locale string) string {
	if locale == "nl" {
		return t.NL
	}
	return t.EN
}

// RoleSpec is what a role is called and what it may do, as a deployment's file adds it.
type RoleSpec struct {
	ID          Role         `json:"id"`
	Name        Text         `json:"name"`
	Description Text         `json:"description"` // what whoever has it can do
	Permissions []Permission `json:"permissions"`
}

// RoleInfo is a role as callers see it.
type RoleInfo struct {
	RoleSpec
	BuiltIn bool `json:"built_in"` // one that every deployment has
}

// Roles are the roles of a deployment. The zero value has Owner and Auditor alone.
//
// Permissions of different roles need not contain one another. A role that is not known, as that of somebody in the
// table whose role the deployment has no more, has no permissions.
type Roles struct{ added []RoleSpec }

// All lists the roles: Owner, Auditor, and those added, in the order of their declaration.
func (rs Roles) All() []RoleSpec { return append([]RoleSpec{rs.owner(), auditor()}, rs.added...) }

// List returns All as callers see them.
func (rs Roles) List() RoleList {
	var list RoleList
	for _, r := range rs.All() {
		list.Data = append(list.Data, RoleInfo{r, r.ID == Owner || r.ID == Auditor})
	}
	return list
}

// owner is the role Owner, which has every permission that any role has.
func (rs Roles) owner() RoleSpec {
	all := Permissions()
	for _, r := range rs.added {
		for _, p := range r.Permissions {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return RoleSpec{ID: Owner, Name: Text{"Owner", "Eigenaar"}, Permissions: all,
		Description: Text{"can change settings, create flows, add users and make API keys",
			"kan instellingen wijzigen, flows maken, gebruikers toevoegen en API-sleutels maken"}}
}

func auditor() RoleSpec {
	return RoleSpec{ID: Auditor, Name: Text{"Auditor", "Auditor"}, Permissions: reading(),
		Description: Text{"can see everything and change nothing", "kan alles zien en niets wijzigen"}}
}

// IDs lists the ids of the roles, in the order of All.
func (rs Roles) IDs() []Role {
	ids := []Role{Owner, Auditor}
	for _, r := range rs.added {
		ids = append(ids, r.ID)
	}
	return ids
}

// Known reports whether there is such a role.
func (rs Roles) Known(r Role) bool { return slices.Contains(rs.IDs(), r) }

// Get returns what a role is; of one that is not known, its id as its name, and no permissions.
func (rs Roles) Get(r Role) RoleSpec {
	switch r {
	case Owner:
		return rs.owner()
	case Auditor:
		return auditor()
	}
	if i := slices.IndexFunc(rs.added, func(a RoleSpec) bool { return a.ID == r }); i >= 0 {
		return rs.added[i]
	}
	return RoleSpec{ID: r, Name: Text{string(r), string(r)}, Description: Text{"can do nothing", "kan niets doen"},
		Permissions: []Permission{}}
}

// Named returns the role that somebody means by its id, or its name in any language, in any case.
func (rs Roles) Named(text string) (Role, bool) {
	for _, r := range rs.All() {
		if strings.EqualFold(text, string(r.ID)) || strings.EqualFold(text, r.Name.EN) || strings.EqualFold(text, r.Name.NL) {
			return r.ID, true
		}
	}
	return "", false
}

// Permissions returns what a role may do; nothing for an unknown one.
func (rs Roles) Permissions(r Role) []Permission {
	return append([]Permission{}, rs.Get(r).Permissions...)
}

// Allows reports whether a role has a permission.
func (rs Roles) Allows(r Role, p Permission) bool { return slices.Contains(rs.Permissions(r), p) }

// Allowing lists the roles that have all of these permissions. Writes name them in the condition on the actor's own
// item.
func (rs Roles) Allowing(needed ...Permission) []Role {
	return slices.DeleteFunc(rs.IDs(), func(r Role) bool { return !Contains(rs.Permissions(r), needed) })
}

// Common returns the permissions that both roles have: what is left of the first for somebody who acts for one who has
// the other.
func (rs Roles) Common(r, other Role) []Permission {
	return slices.DeleteFunc(rs.Permissions(r), func(p Permission) bool { return !rs.Allows(other, p) })
}

// Cut is the role that has the permissions which both have: the one that lies within the other, the first where they
// are equal. It is empty where each allows what the other does not, as no role says that then.
func (rs Roles) Cut(r, other Role) Role {
	switch {
	case rs.Within(r, other):
		return r
	case rs.Within(other, r):
		return other
	}
	return ""
}

// Within reports whether the other role has every permission of the first.
func (rs Roles) Within(r, other Role) bool { return Contains(rs.Permissions(other), rs.Permissions(r)) }

// Contains reports whether all has every one of some permissions.
func Contains(all, some []Permission) bool {
	return !slices.ContainsFunc(some, func(p Permission) bool { return !slices.Contains(all, p) })
}

// RoleList is the response of list-roles.
type RoleList struct {
	Data []RoleInfo `json:"data"`
}

// ListRoles lists the roles of the deployment.
var ListRoles = declare[None, RoleList](Route{
	ID: "list-roles", Method: http.MethodGet, Path: "/v1/roles",
	Summary: "List the roles",
	Detail: "Owner and Auditor (`built_in`), and those that this deployment adds, with their permissions: Usher's own, " +
		"and those of the product that it is part of. Their number is small, so all are on one page.",
	Caller: PersonOrKey,
	Access: on(BatchGetItem),
})
