package store

import (
	"time"

	"usher/pkg/api"
)

// KindActivity is an entry of what a person or an organization did beside changes; it is known by its partition.
const KindActivity Kind = api.ActivityPartition

// ActivityKey is an entry about an owner, the digest of a person's address or an organization: when, what, and which of
// those there may be at that moment. An entry with the time of a window counts what happened in it.
func ActivityKey(owner string, at time.Time, action, which string) Key {
	return Key{string(KindActivity) + owner, api.At(at).String() + "#" + action + "#" + which}
}

// Activity is an entry of what a person or an organization did beside changes: sign-ins and the like. It has an end,
// and is no part of the sealed audit log.
type Activity struct {
	Key
	Action    string   `dynamodbav:"action"` // "<noun>.<verb>"
	Actor     string   `dynamodbav:"actor,omitempty"`
	Count     int      `dynamodbav:"count"`
	At        api.Time `dynamodbav:"at"` // of the latest
	RequestID string   `dynamodbav:"request_id"`
	// Method is what a sign-in was completed by; empty for all else.
	Method api.SignInMethod `dynamodbav:"method,omitempty"`
	Client string           `dynamodbav:"client,omitempty"`
	Agent  string           `dynamodbav:"agent,omitempty"`
	TTL    int64            `dynamodbav:"ttl"`
}

// What writes set of an entry.
var (
	ActivityAction    = field[Activity, string]("action")
	ActivityActor     = field[Activity, string]("actor")
	ActivityCount     = number[Activity, int]("count")
	ActivityAt        = field[Activity, api.Time]("at")
	ActivityRequestID = field[Activity, string]("request_id")
	ActivityMethod    = field[Activity, api.SignInMethod]("method")
	ActivityClient    = field[Activity, string]("client")
	ActivityAgent     = field[Activity, string]("agent")
	ActivityTTL       = number[Activity, int64]("ttl")
)

// Activities is the range of an owner's entries, the newest first.
func Activities(owner string) Range {
	return Range{Partition: string(KindActivity) + owner, From: " ", To: Past, Backwards: true}
}

// ActivitiesUntil is the range of an owner's entries up to a time.
func ActivitiesUntil(owner string, at api.Time) Range {
	return Range{Partition: string(KindActivity) + owner, From: " ", To: at.String() + Past}
}
