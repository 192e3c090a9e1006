package store

import "usher/pkg/api"

// KindNotice is a notice that a person's password, factors or address changed.
const KindNotice Kind = api.NoticeRecord

// NoticeKey is a notice that a person's password, factors or address changed.
func NoticeKey(digest string, at api.Time) Key {
	return Key{identityPrefix + digest, string(KindNotice) + at.String()}
}

// Notice is what a mail about a changed password or factor is made from. It is kept no longer than the stream may need
// it.
type Notice struct {
	Key
	// Change is which factor was added or removed, or what happened to the address; empty: the password was changed.
	Change string    `dynamodbav:"change,omitempty"`
	Email  string    `dynamodbav:"email"`
	At     api.Time  `dynamodbav:"at"`
	SentAt *api.Time `dynamodbav:"sent_at,omitempty"`
	TTL    int64     `dynamodbav:"ttl"`
	// Of a change of address: the other address, that one's digest, the link, and that its mail is within the limits.
	Other     string    `dynamodbav:"other,omitempty"`
	Under     string    `dynamodbav:"under,omitempty"`
	Nonce     string    `dynamodbav:"nonce,omitempty"`
	ExpiresAt *api.Time `dynamodbav:"expires_at,omitempty"`
	Counted   bool      `dynamodbav:"counted,omitempty"`
}

// The changes of an address that a notice is about.
const (
	EmailAsked    = "email.asked"    // the link, for the new one
	EmailChanged  = "email.changed"  // the way back, for the old one
	EmailRestored = "email.restored" // for the one that is not the account's any more
)

// What sending a notice sets.
var (
	NoticeSentAt  = field[Notice, api.Time]("sent_at")
	NoticeCounted = field[Notice, bool]("counted")
)
