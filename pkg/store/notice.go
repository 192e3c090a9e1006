package store

import "usher/pkg/api"

// KindNotice is a notice that a person's password changed.
const KindNotice Kind = api.NoticeRecord

// NoticeKey is a notice that a person's password changed.
func NoticeKey(digest string, at api.Time) Key {
	return Key{identityPrefix + digest, string(KindNotice) + at.String()}
}

// Notice is what a mail about a changed password is made from. It is kept no longer than the stream may need it.
type Notice struct {
	Key
	Email  string    `dynamodbav:"email"`
	At     api.Time  `dynamodbav:"at"`
	SentAt *api.Time `dynamodbav:"sent_at,omitempty"`
	TTL    int64     `dynamodbav:"ttl"`
}

// NoticeSentAt is what sending a notice sets.
var NoticeSentAt = field[Notice, api.Time]("sent_at")
