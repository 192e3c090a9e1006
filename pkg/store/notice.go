package store

import "usher/pkg/api"

// KindNotice is a notice that a person's password or factors changed.
const KindNotice Kind = api.NoticeRecord

// NoticeKey is a notice that a person's password or factors changed.
func NoticeKey(digest string, at api.Time) Key {
	return Key{identityPrefix + digest, string(KindNotice) + at.String()}
}

// Notice is what a mail about a changed password or factor is made from. It is kept no longer than the stream may need
// it.
type Notice struct {
	Key
	// Change is which factor was added or removed; empty: the password was changed.
	Change string    `dynamodbav:"change,omitempty"`
	Email  string    `dynamodbav:"email"`
	At     api.Time  `dynamodbav:"at"`
	SentAt *api.Time `dynamodbav:"sent_at,omitempty"`
	TTL    int64     `dynamodbav:"ttl"`
}

// NoticeSentAt is what sending a notice sets.
var NoticeSentAt = field[Notice, api.Time]("sent_at")
