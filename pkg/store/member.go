package store

import "usher/pkg/api"

// KindMember is a person's membership of an organization.
const KindMember Kind = "MEMBER#"

// MemberKey is a person's membership of an organization.
func MemberKey(digest, org string) Key { return Key{identityPrefix + digest, string(KindMember) + org} }

// Member is a person's membership of an organization. Put only if absent, it
// is the lock that keeps an address from being in an organization twice. Every
// request of that person is authorized by it, and every change they make has a
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
	KeysEpoch int `dynamodbav:"keys_epoch,omitempty"`
}

// What writes set or compare of a membership.
var (
	MemberRole      = field[Member, api.Role]("role")
	MemberStatus    = field[Member, api.Status]("status")
	MemberKeysEpoch = number[Member, int]("keys_epoch")
)
