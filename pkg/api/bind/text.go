package bind

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"usher/pkg/api"
	"usher/pkg/lib/email"
	"usher/pkg/lib/invalid"
	"usher/pkg/lib/text"
)

// validate applies a text's rules and returns the text as it is stored. The error is an *invalid.Error.
func (d *decoder) validate(r api.Rules, given string) (string, error) {
	switch r.Format {
	case api.RoleText:
		return given, d.role(given)
	case api.NameText:
		return text.Name(given, r.Max)
	case api.PersonText:
		return person(r, given)
	case api.CompanyText:
		return text.Organization(given, r.Max)
	case api.PasswordText:
	default:
		if err := plain(given); err != nil {
			return "", err
		}
	}
	switch length := utf8.RuneCountInString(given); {
	case len(r.Enum) > 0 && !slices.Contains(r.Enum, given):
		return "", invalid.New(invalid.NotAllowed, "must be one of: %s", strings.Join(r.Enum, ", "))
	case length > r.Max:
		return "", invalid.New(invalid.TooLong, "must be at most %d characters", r.Max)
	case length == 0 && r.Min > 0:
		return "", invalid.New(invalid.Required, "must not be empty")
	case length < r.Min:
		return "", invalid.New(invalid.TooShort, "must be at least %d characters", r.Min)
	}
	return given, nil
}

// role returns an error for what is no role of the deployment.
func (d *decoder) role(given string) error {
	if d.roles.Known(api.Role(given)) {
		return nil
	}
	var ids []string
	for _, r := range d.roles.IDs() {
		ids = append(ids, string(r))
	}
	return invalid.New(invalid.NotAllowed, "must be one of: %s", strings.Join(ids, ", "))
}

// person applies the rules of a person's name, which may be empty if its least length is 0.
func person(r api.Rules, given string) (string, error) {
	name, err := text.Person(given, r.Max)
	if e, ok := errors.AsType[*invalid.Error](err); ok && e.Code == invalid.Required && r.Min == 0 {
		return "", nil
	}
	return name, err
}

// plain validates the characters of a text without a format of its own.
func plain(given string) error {
	switch {
	case !utf8.ValidString(given):
		return invalid.New(invalid.NotUTF8, "must be valid text")
	case strings.ContainsFunc(given, unicode.IsControl):
		return invalid.New(invalid.ControlCharacter, "must not contain control characters")
	}
	return nil
}

// address fills a field with an address: a valid one for the format email, otherwise whatever somebody signs in with.
func (d *decoder) address(f reflect.Value, r api.Rules, field, given string) {
	var err error
	a := email.Lenient(given)
	if r.Format == api.EmailText {
		a, err = email.Parse(given)
	} else {
		_, err = d.validate(r, given)
	}
	if err != nil {
		d.fail(field, err)
		return
	}
	f.Set(reflect.ValueOf(a))
}
