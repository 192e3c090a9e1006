package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"usher/pkg/lib/password"
)

// readClerk reads the CSV file of the dashboard's "User exports", whose digests are bcrypt's unless people were brought
// along with others.
func readClerk(file io.Reader, _ Options) ([]*account, error) {
	rows, err := table(file, "primary_email_address", "password_digest", "password_hasher")
	if err != nil {
		return nil, err
	}
	var people []*account
	for _, row := range rows {
		a := &account{email: row["primary_email_address"], first: row["first_name"], last: row["last_name"],
			hash: row["password_digest"]}
		if all, ok := row["verified_email_addresses"]; ok {
			verified := slices.Contains(strings.FieldsFunc(all, func(r rune) bool {
				return strings.ContainsRune(` ,;|[]"'`, r)
			}), a.email)
			a.verified = &verified
		}
		people = append(people, a)
	}
	return people, nil
}

// readAuth0 reads the lines of the export of password hashes that Auth0's support makes.
func readAuth0(file io.Reader, _ Options) ([]*account, error) {
	var people []*account
	for d := json.NewDecoder(file); ; {
		var one struct {
			Email       string `json:"email"`
			Verified    bool   `json:"email_verified"`
			Hash        string `json:"passwordHash"`
			Identifiers []struct {
				Type, Value string
				Verified    bool
			} `json:"identifiers"`
		}
		if err := d.Decode(&one); errors.Is(err, io.EOF) {
			return people, nil
		} else if err != nil {
			return nil, err
		}
		for _, i := range one.Identifiers {
			if i.Type == "email" && one.Email == "" {
				one.Email, one.Verified = i.Value, i.Verified
			}
		}
		people = append(people, &account{email: one.Email, verified: &one.Verified, hash: one.Hash})
	}
}

// readDjango reads what `manage.py dumpdata auth.user` writes, or of another model of users with the same fields.
func readDjango(file io.Reader, _ Options) ([]*account, error) {
	var all []struct {
		Fields struct {
			Email    string `json:"email"`
			Password string `json:"password"`
			First    string `json:"first_name"`
			Last     string `json:"last_name"`
			Active   *bool  `json:"is_active"`
		} `json:"fields"`
	}
	if err := json.NewDecoder(file).Decode(&all); err != nil {
		return nil, err
	}
	var people []*account
	for _, one := range all {
		f := one.Fields
		if f.Password == "" { // another model
			continue
		}
		if strings.HasPrefix(f.Password, "!") { // set_unusable_password
			f.Password = ""
		}
		people = append(people, &account{email: f.Email, first: f.First, last: f.Last, hash: f.Password,
			blocked: f.Active != nil && !*f.Active})
	}
	return people, nil
}

// readBetterAuth reads one object of better-auth's tables: user and account, and of its organization plugin
// organization and member.
func readBetterAuth(file io.Reader, _ Options) ([]*account, error) {
	var tables struct {
		User []struct {
			ID, Name, Email       string
			EmailVerified, Banned bool
		}
		Account []struct{ UserID, ProviderID, Password string }

		Organization []struct{ ID, Name string }
		Member       []struct{ UserID, OrganizationID, Role string }
	}
	if err := json.NewDecoder(file).Decode(&tables); err != nil {
		return nil, err
	}
	var people []*account
	byID, names := map[string]*account{}, map[string]string{}
	for _, u := range tables.User {
		byID[u.ID] = &account{email: u.Email, name: u.Name, verified: &u.EmailVerified, blocked: u.Banned}
		people = append(people, byID[u.ID])
	}
	for _, one := range tables.Account {
		if a := byID[one.UserID]; a != nil && one.ProviderID == "credential" {
			a.hash = one.Password
		}
	}
	for _, o := range tables.Organization {
		names[o.ID] = o.Name
	}
	for _, m := range tables.Member {
		if a := byID[m.UserID]; a != nil {
			a.members = append(a.members, member{m.OrganizationID, names[m.OrganizationID], m.Role})
		}
	}
	return people, nil
}

// readCognito reads what `aws cognito-idp list-users` answers. It never has passwords.
func readCognito(file io.Reader, _ Options) ([]*account, error) {
	var pool struct {
		Users []struct {
			Attributes []struct{ Name, Value string }
			Enabled    bool
		}
	}
	if err := json.NewDecoder(file).Decode(&pool); err != nil {
		return nil, err
	}
	var people []*account
	for _, u := range pool.Users {
		has := map[string]string{}
		for _, attribute := range u.Attributes {
			has[attribute.Name] = attribute.Value
		}
		people = append(people, &account{email: has["email"], first: has["given_name"], last: has["family_name"],
			name: has["name"], blocked: !u.Enabled})
	}
	return people, nil
}

// readFirebase reads what `firebase auth:export users.json` writes.
func readFirebase(file io.Reader, o Options) ([]*account, error) {
	var export struct {
		Users []struct {
			Email, PasswordHash, Salt, DisplayName string
			EmailVerified, Disabled                bool
		}
	}
	if err := json.NewDecoder(file).Decode(&export); err != nil {
		return nil, err
	}
	var people []*account
	for _, u := range export.Users {
		a := &account{email: u.Email, name: u.DisplayName, verified: &u.EmailVerified, blocked: u.Disabled}
		if u.PasswordHash != "" {
			a.hash = password.Firebase(o.Firebase, u.Salt, u.PasswordHash)
		}
		people = append(people, a)
	}
	return people, nil
}

// FirebaseParameters reads the parameters as Firebase's console shows them: hash_config { ... }.
func FirebaseParameters(text string) (p password.FirebaseParameters, err error) {
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimRight(strings.TrimSpace(line), ","), ":")
		value = strings.TrimSpace(value)
		var bad error
		switch strings.TrimSpace(name) {
		case "algorithm":
			if value != "SCRYPT" {
				bad = errors.New("only SCRYPT is understood")
			}
		case "base64_signer_key":
			p.SignerKey = value
		case "base64_salt_separator":
			p.SaltSeparator = value
		case "rounds":
			p.Rounds, bad = strconv.Atoi(value)
		case "mem_cost":
			p.MemCost, bad = strconv.Atoi(value)
		}
		err = errors.Join(err, bad)
	}
	if err == nil && (p.SignerKey == "" || p.Rounds == 0 || p.MemCost == 0) {
		err = errors.New("base64_signer_key, rounds and mem_cost are needed")
	}
	if err != nil {
		return p, fmt.Errorf("the parameters of Firebase's hashes: %w", err)
	}
	return p, nil
}
