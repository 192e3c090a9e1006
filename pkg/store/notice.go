package store

import "usher/pkg/api"

// KindNotice is a notice to a person: that their password, factors or address changed, or that they signed in from a
// new device.
const KindNotice Kind = api.NoticeRecord

// NoticeKey is a notice to a person.
func NoticeKey(digest string, at api.Time) Key {
	return Key{identityPrefix + digest, string(KindNotice) + at.String()}
}

// NewDevice is the change of a notice that there was a sign-in from a new device.
const NewDevice = "device"

// Notice is what a mail to a person about their account is made from. It is kept no longer than the stream may need it.
type Notice struct {
	Key
	// Change is which factor was added or removed, what happened to the address, or NewDevice; empty: the password was
	// changed.
	Change string `dynamodbav:"change,omitempty"`
	// Agent and Client are a new device's.
	Agent  string    `dynamodbav:"agent,omitempty"`
	Client string    `dynamodbav:"client,omitempty"`
	Email  string    `dynamodbav:"email"`
	At     api.Time  `dynamodbav:"at"`
	SentAt *api.Time `dynamodbav:"sent_at,omitempty"`
	TTL    int64     `dynamodbav:"ttl"`
	// Counted is that the mail is within its limit.
	Counted bool `dynamodbav:"counted,omitempty"`
	// Of a change of address: the other address, that one's digest, and the link.
	Other     string    `dynamodbav:"other,omitempty"`
	Under     string    `dynamodbav:"under,omitempty"`
	Nonce     string    `dynamodbav:"nonce,omitempty"`
	ExpiresAt *api.Time `dynamodbav:"expires_at,omitempty"`
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
