package store

import "usher/pkg/api"

// KindNotification is that an Owner is mailed about an event.
const KindNotification Kind = "NOTIFICATION#"

// NotificationKey is that an Owner is mailed about an event.
func NotificationKey(org, event, owner string) Key {
	return Key{orgPrefix + org, string(KindNotification) + event + "#" + owner}
}

// Notification notes that the mail to an Owner about an event is counted, and once it is that it is sent, so
// that the event may be redelivered. It is kept no longer than the stream may need it.
type Notification struct {
	Key
	SentAt *api.Time `dynamodbav:"sent_at,omitempty"`
	TTL    int64     `dynamodbav:"ttl"`
}

// NotificationSentAt is what sending it sets.
var NotificationSentAt = field[Notification, api.Time]("sent_at")
