package api

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of the roles that a deployment adds.
const (
	MaxRoles           = 20   // roles
	MaxRolesSetting    = 2500 // bytes of Compact: Lambda allows a function 4,096 of environment in all
	maxRoleName        = 40   // characters
	maxRoleDescription = 200
	maxRoleID          = 32 // bytes, also of each side of a permission
)

// NewRoles returns the roles with those added. Its error names the first that cannot be as it is.
func NewRoles(added []RoleSpec) (Roles, error) {
	if len(added) > MaxRoles {
		return Roles{}, fmt.Errorf("there are more than %d", MaxRoles)
	}
	var rs Roles
	for _, r := range added {
		r.Permissions = slices.Clone(r.Permissions)
		if err := rs.check(&r); err != nil {
			return Roles{}, fmt.Errorf("%q: %w", r.ID, err)
		}
		rs.added = append(rs.added, r)
	}
	if len(rs.Compact()) > MaxRolesSetting {
		return Roles{}, fmt.Errorf("they take more than the %d bytes that fit into a function's environment: "+
			"shorten the descriptions, or use fewer roles", MaxRolesSetting)
	}
	return rs, nil
}

// check returns what is wrong with a role to add to rs.
func (rs Roles) check(r *RoleSpec) error {
	switch {
	case !word(string(r.ID)):
		return errors.New("id must be lower-case letters, digits, - and _, beginning with a letter, at most 32")
	case rs.Known(r.ID):
		return errors.New("there is a role with this id already")
	}
	for _, name := range []string{string(r.ID), r.Name.EN, r.Name.NL} {
		if other, taken := rs.Named(name); taken {
			return fmt.Errorf("%q is the role %s already", name, other)
		}
	}
	return cmp.Or(plain("name.en", r.Name.EN, maxRoleName), plain("name.nl", r.Name.NL, maxRoleName),
		plain("description.en", r.Description.EN, maxRoleDescription),
		plain("description.nl", r.Description.NL, maxRoleDescription), checkPermissions(r.Permissions))
}

// plain returns an error for what is no short text on one line.
func plain(field, text string, most int) error {
	if n := utf8.RuneCountInString(text); n == 0 || n > most || strings.TrimSpace(text) != text ||
		!utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("%s must be 1 to %d characters on one line", field, most)
	}
	return nil
}

// checkPermissions returns an error for a permission that is neither Usher's nor can be the product's: those have a
// noun that Usher does not use, so that a misspelled one of Usher's is none of the product's.
func checkPermissions(all []Permission) error {
	own := Permissions()
	if len(all) == 0 {
		return errors.New("permissions must have at least one")
	}
	for i, p := range all {
		noun, verb, _ := strings.Cut(string(p), ":")
		switch {
		case slices.Contains(all[:i], p):
			return fmt.Errorf("the permission %q is there twice", p)
		case slices.Contains(own, p):
		case !word(noun) || !word(verb):
			return fmt.Errorf("the permission %q must be <noun>:<verb>, such as invoices:write", p)
		case slices.ContainsFunc(own, func(o Permission) bool { return strings.HasPrefix(string(o), noun+":") }):
			return fmt.Errorf("there is no permission %q, and %s is a noun of Usher's", p, noun)
		}
	}
	return nil
}

// word reports whether a text can be an id of a role, or one side of a permission.
func word(text string) bool {
	return len(text) > 0 && len(text) <= maxRoleID && 'a' <= text[0] && text[0] <= 'z' &&
		strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// ParseRoles reads the added roles: a JSON array of RoleSpec, or what Compact makes. An empty text adds none.
func ParseRoles(text string) (Roles, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Roles{}, nil
	}
	raw := io.Reader(strings.NewReader(text))
	if text[0] != '[' {
		raw = flate.NewReader(base64.NewDecoder(base64.StdEncoding, raw))
	}
	read := json.NewDecoder(raw)
	read.DisallowUnknownFields()
	var added []RoleSpec
	if err := read.Decode(&added); err != nil {
		return Roles{}, errors.New("must be a JSON array of roles, each with id, name, description and permissions")
	}
	if _, err := read.Token(); !errors.Is(err, io.EOF) {
		return Roles{}, errors.New("must be one JSON array")
	}
	return NewRoles(added)
}

// Compact returns the added roles as short as they go into an environment variable, for ParseRoles; empty where there
// are none.
func (rs Roles) Compact() string {
	if len(rs.added) == 0 {
		return ""
	}
	text, err := json.Marshal(rs.added)
	if err != nil {
		panic("api: roles are texts: " + err.Error())
	}
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression) // the level exists
	_, _ = w.Write(text)                                    // into memory
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}
