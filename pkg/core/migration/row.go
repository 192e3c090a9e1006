package migration

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"iter"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/lib/invalid"
	"usher/pkg/lib/password"
)

// Organization is a line of an organization.
type Organization struct {
	Type string `json:"type"`
	ID   string `json:"id" max:"200"` // the other software's
	Name string `json:"name" format:"organization" max:"100"`
	Plan string `json:"plan" max:"50" optional:"true"` // the default one if empty
}

// Person is a line of a person, in an organization or in none.
type Person struct {
	Type  string        `json:"type"`
	Email email.Address `json:"email"`
	// Verified is whether the other software knows that the address is the person's; not given: it does. Otherwise the
	// password is not taken: whoever has the mailbox sets one.
	Verified  *bool  `json:"email_verified" optional:"true"`
	Hash      string `json:"password_hash" format:"password" optional:"true"`
	FirstName string `json:"first_name" format:"person" max:"60" optional:"true"`
	LastName  string `json:"last_name" format:"person" min:"0" max:"60" optional:"true"`

	Organization string     `json:"organization" max:"200" optional:"true"`
	Role         api.Role   `json:"role" format:"text" max:"50" optional:"true"`
	Status       api.Status `json:"status" enum:"active,blocked" optional:"true"` // active if not given
}

// Row is a line as it was read: an organization, a person, or what is wrong with it.
type Row struct {
	Line         int
	Organization *Organization
	Person       *Person
	Errors       []problem.Field
}

// maxLine is how long a line is at most, in bytes.
const maxLine = 64 << 10

// Rows reads a file of lines. Empty ones are left out. The sequence ends with an error where the file cannot be read,
// or a line is longer than 64 KB.
func Rows(file io.Reader) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, maxLine)
		n := 0
		for lines.Scan() {
			n++
			line := bytes.TrimSpace(bytes.TrimPrefix(lines.Bytes(), []byte("\ufeff")))
			if len(line) > 0 && !yield(read(n, bytes.Clone(line)), nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(Row{Line: n + 1}, fmt.Errorf("line %d: %w", n+1, err))
		}
	}
}

func read(number int, line []byte) Row {
	row := Row{Line: number}
	var has struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(line, &has); err != nil {
		row.bad("", invalid.MalformedJSON, "the line must be a JSON object")
		return row
	}
	switch has.Type {
	case "organization":
		row.Organization = new(Organization)
		row.bind(row.Organization, line)
	case "person":
		row.Person = new(Person)
		row.bind(row.Person, line)
		row.check(row.Person)
	default:
		row.bad("type", invalid.NotAllowed, `must be "organization" or "person"`)
	}
	return row
}

func (r *Row) bind(target any, line []byte) {
	if err := bind.Into(target, bind.Source{Body: line, HasBody: true}); err != nil {
		r.Errors = problem.From(err).Fields
	}
}

func (r *Row) bad(field string, code invalid.Code, message string) {
	r.Errors = append(r.Errors, problem.Field{Field: field, Code: code, Message: message})
}

// check says what else is wrong with a person: a hash that cannot be verified, or that would take too much time or
// memory to verify, and what a user of an organization needs.
func (r *Row) check(p *Person) {
	if p.Hash != "" {
		if err := password.CheckHash(p.Hash); err != nil {
			r.bad("password_hash", invalid.Malformed, err.Error())
		}
	}
	if p.Organization == "" {
		return
	}
	if p.FirstName == "" && len(r.Errors) == 0 {
		r.bad("first_name", invalid.Required, "must be given for a user of an organization")
	}
	if !p.Role.Known() {
		r.bad("role", invalid.NotAllowed, "must be a role that there is")
	}
}

// OrganizationID is the id that an organization of the file has: its own, if that is one of Usher's, or one that is
// derived from it.
func OrganizationID(ref string) string {
	if id.Valid(id.Organization, ref) {
		return ref
	}
	var raw [16]byte // no time: that is of the organization here, which would be another at every run
	sum := sha256.Sum256([]byte("usher migration\x00" + ref))
	copy(raw[6:], sum[:])
	return id.Text(id.Organization, raw)
}
