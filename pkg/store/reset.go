package store

import "usher/pkg/api"

// KindReset is a person's open password reset, whose sort key it is.
const KindReset Kind = api.ResetRecord

// ResetKey is a person's open password reset. There is one, the newest, so that
// an earlier link does not work any more.
func ResetKey(digest string) Key { return Key{identityPrefix + digest, string(KindReset)} }

// Reset is a password reset that was asked for.
type Reset struct {
	Key
	Nonce     string    `dynamodbav:"nonce"`
	ExpiresAt api.Time  `dynamodbav:"expires_at"`
	SentAt    *api.Time `dynamodbav:"sent_at,omitempty"`
	Counted   bool      `dynamodbav:"counted,omitempty"` // the invitation that is mailed instead is within the limits
	TTL       int64     `dynamodbav:"ttl"`
}

// What writes set or compare of a reset.
var (
	ResetNonce   = field[Reset, string]("nonce")
	ResetSentAt  = field[Reset, api.Time]("sent_at")
	ResetCounted = field[Reset, bool]("counted")
)
