package store

import (
	"time"

	"usher/pkg/api"
)

// KindMember is a person's membership of an organization.
const KindMember Kind = "MEMBER#"

// MemberKey is a person's membership of an organization.
func MemberKey(digest, org string) Key { return Key{identityPrefix + digest, string(KindMember) + org} }

// Member is a person's membership of an organization. Put only if absent, it is the lock that keeps an address from
// being in an organization twice. Every request of that person is authorized by it, and every change they make has a
// condition on it.
type Member struct {
	Key
	Org    string     `dynamodbav:"org"`
	User   string     `dynamodbav:"user"`
	Email  string     `dynamodbav:"email"`
	Role   api.Role   `dynamodbav:"role"`
	Status api.Status `dynamodbav:"status"`
	// KeysEpoch is raised by what ends the person's API keys. The user has it too, in step: people are authorized by
	// their membership, keys by their person's user.
	KeysEpoch int    `dynamodbav:"keys_epoch,omitempty"`
	NamesKey  []byte `dynamodbav:"names_key"` // as the user has it
	// LastUsed is when the person first used the organization in a session, of the latest session that did.
	LastUsed *api.Time `dynamodbav:"last_used_at,omitempty"`
	// SessionsAfter is when the person's sessions were last ended for this organization: only one that began later
	// opens it. Nil: never.
	SessionsAfter *api.Time `dynamodbav:"sessions_after,omitempty"`
}

// Memberships is the range of a person's memberships, by organization; of those after one where after is not empty.
func Memberships(digest, after string) Range {
	r := KindMember.within(identityPrefix + digest)
	if after != "" {
		r.From += after + "\x00"
	}
	return r
}

// UsedSince reports whether the person has used the organization since a session began. A use up to a minute before
// counts too: joining an organization notes it just before the session that it starts.
func (m *Member) UsedSince(began time.Time) bool {
	return m.LastUsed != nil && !m.LastUsed.Before(began.Add(-time.Minute))
}

// What writes set or compare of a membership.
var (
	MemberUser      = field[Member, string]("user")
	MemberEmail     = field[Member, string]("email")
	MemberRole      = field[Member, api.Role]("role")
	MemberStatus    = field[Member, api.Status]("status")
	MemberNamesKey  = field[Member, []byte]("names_key")
	MemberKeysEpoch = number[Member, int]("keys_epoch")
	MemberLastUsed  = field[Member, api.Time](api.OnlyLastUsed)

	MemberSessionsAfter = field[Member, api.Time]("sessions_after")
)
