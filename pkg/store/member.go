package store

import "usher/pkg/api"

// KindMember is a person's membership of an organization.
const KindMember Kind = "MEMBER#"

// MemberKey is a person's membership of an organization: the lock on the
// address, and what every request of theirs is authorized by.
func MemberKey(digest, org string) Key { return Key{identityPrefix + digest, string(KindMember) + org} }

// Member is a person's membership of an organization. Put only if absent, it
// is the lock that keeps an address once in an organization; it is what every
// request of that person is authorized by, and what the condition "who asks" of
// every write looks at.
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
