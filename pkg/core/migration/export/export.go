// Package export reads what other software exports of its people, and makes a file for package migration of it. What
// an export does not have, above all who is in which organization, comes from a second file, the members.
package export

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"usher/pkg/core/organization/userfile"
	"usher/pkg/lib/id"
	"usher/pkg/lib/password"
)

// Options are what converting takes beside the export.
type Options struct {
	// Members is a CSV file of the users of organizations, or nil: see members.go.
	Members io.Reader
	// Roles gives the other software's roles another name; those that it does not name stay.
	Roles map[string]string
	// Unverified says that the other software never verified addresses: no passwords are taken.
	Unverified bool
	// Firebase are the project's parameters, without which Firebase's hashes are of no use.
	Firebase password.FirebaseParameters
}

// account is a person as an export has them.
type account struct {
	email, first, last, name, hash string
	verified                       *bool // nil: the export does not say
	blocked                        bool
	members                        []member
}

// member says that a person is in an organization.
type member struct{ organization, name, role string }

// Products lists the software whose exports are understood.
func Products() []string { return slices.Sorted(maps.Keys(readers())) }

func readers() map[string]func(io.Reader, Options) ([]*account, error) {
	return map[string]func(io.Reader, Options) ([]*account, error){
		"auth0": readAuth0, "better-auth": readBetterAuth, "clerk": readClerk, "cognito": readCognito,
		"django": readDjango, "firebase": readFirebase,
	}
}

// Convert writes the file that package migration imports, of an export of a product: organizations first, then people.
// It returns an error for an export that is not in the product's documented form.
func Convert(product string, export io.Reader, o Options, to io.Writer) error {
	read := readers()[product]
	if read == nil {
		return fmt.Errorf("exports of %q are not understood; those of %s are", product, strings.Join(Products(), ", "))
	}
	people, err := read(export, o)
	if err == nil && o.Members != nil {
		people, err = withMembers(people, o.Members)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", product, err)
	}
	return write(product, people, o, to)
}

// organization and person are lines as package migration reads them.
type organization struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

type person struct {
	Type         string `json:"type"`
	Email        string `json:"email"`
	Verified     *bool  `json:"email_verified,omitempty"`
	FirstName    string `json:"first_name,omitempty"`
	LastName     string `json:"last_name,omitempty"`
	Hash         string `json:"password_hash,omitempty"`
	Organization string `json:"organization,omitempty"`
	Role         string `json:"role,omitempty"`
	Status       string `json:"status,omitempty"`
}

func write(product string, people []*account, o Options, to io.Writer) error {
	lines := json.NewEncoder(to)
	lines.SetEscapeHTML(false)
	seen := map[string]bool{}
	for _, a := range people {
		for _, m := range a.members {
			if seen[m.organization] || id.Valid(id.Organization, m.organization) {
				continue
			}
			seen[m.organization] = true
			err := lines.Encode(organization{"organization", reference(product, m.organization), m.name})
			if err != nil {
				return err
			}
		}
	}
	for _, a := range people {
		for _, line := range a.lines(product, o) {
			if err := lines.Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// reference keeps the ids of several products apart. One of Usher's stays as it is.
func reference(product, organization string) string {
	if id.Valid(id.Organization, organization) {
		return organization
	}
	return product + ":" + organization
}

// lines are the person's: one for each organization, or one without.
func (a *account) lines(product string, o Options) []person {
	base := person{Type: "person", Email: a.email, Verified: a.verified, FirstName: a.first, LastName: a.last,
		Hash: a.hash}
	if base.FirstName == "" {
		base.FirstName, base.LastName = userfile.Names(a.name, a.email)
	}
	if o.Unverified {
		base.Verified = new(bool)
	}
	if a.blocked {
		base.Status = "blocked"
	}
	if len(a.members) == 0 {
		base.Status = "" // of a user, and this is none
		return []person{base}
	}
	var all []person
	for _, m := range a.members {
		line := base
		line.Organization, line.Role = reference(product, m.organization), m.role
		if renamed, ok := o.Roles[m.role]; ok {
			line.Role = renamed
		}
		all = append(all, line)
	}
	return all
}
