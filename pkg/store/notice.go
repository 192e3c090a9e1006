package store

import "usher/pkg/api"

// KindNotice is a notice that a person's password or factors changed, or that they signed in from a new device.
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
	// Change is which factor was added or removed, or NewDevice; empty: the password was changed.
	Change string `dynamodbav:"change,omitempty"`
	// Agent and Client are a new device's.
	Agent   string    `dynamodbav:"agent,omitempty"`
	Client  string    `dynamodbav:"client,omitempty"`
	Email   string    `dynamodbav:"email"`
	At      api.Time  `dynamodbav:"at"`
	Counted bool      `dynamodbav:"counted,omitempty"` // a new device's mail, before it is sent
	SentAt  *api.Time `dynamodbav:"sent_at,omitempty"`
	TTL     int64     `dynamodbav:"ttl"`
}

// What sending a notice sets.
var (
	NoticeSentAt  = field[Notice, api.Time]("sent_at")
	NoticeCounted = field[Notice, bool]("counted")
)
