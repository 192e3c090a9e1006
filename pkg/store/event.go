package store

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
)

// KindEvent is an audit event, which is a record of package audit.
const KindEvent Kind = api.EventRecord

const auditPrefix = api.AuditPartition

// EventKey is an audit event of an organization.
func EventKey(org, event string) Key { return Key{auditPrefix + org, event} }

// AuditEvent is an audit event as it is stored: its JSON as package audit writes and package seal hashes it, and
// nothing else.
type AuditEvent struct {
	Key
	JSON string `dynamodbav:"json"`
}

// AuditEvent reads the item as an audit event; false for an item that has anything but the key and a text.
func (i Item) AuditEvent() (AuditEvent, bool) {
	text, ok := i["json"].(*types.AttributeValueMemberS)
	if !ok || len(i) != len(i.Key().Item())+1 {
		return AuditEvent{Key: i.Key()}, false
	}
	return AuditEvent{Key: i.Key(), JSON: text.Value}, true
}

// EventsBetween is the range of an organization's audit events between two ids, both included, the newest first.
func EventsBetween(org, from, to string, limit int) Range {
	return Range{Partition: auditPrefix + org, From: from, To: to, Limit: limit, Backwards: true}
}

// Trail is the range of an organization's audit events, the oldest first. It is
// the whole partition, so that what was laid among the events shows as well.
func Trail(org string) Range {
	return Range{Partition: auditPrefix + org, From: "\x00", To: Past}
}

// TrailOf is the organization whose audit log a key belongs to; false for the key of anything else.
func TrailOf(k Key) (org string, ok bool) { return strings.CutPrefix(k.PK, auditPrefix) }
