package api

import "usher/pkg/lib/id"

// The table's indexes, which the stack and the local system create.
const (
	IndexByEmail     = "by-email"      // an organization's users by address
	IndexByFirstName = "by-first-name" // and by first name
	IndexByLastName  = "by-last-name"  // and by last name: the order of the list
	IndexByExpiry    = "by-expiry"     // open invitations by expiry, in shards
)

// The kinds of record that the stream delivers to consumers, by the prefix of their sort
// keys. The others are declared in package store.
const (
	InvitationRecord = "INVITATION#"
	ResetRecord      = "RESET#"
	NoticeRecord     = "NOTICE#"
	EventRecord      = id.Event
)

// What the partition keys of the audit log begin with. No function's role may change or delete an audit event or a
// seal, and only seal-trail's may write seals. What says which seal is the newest has a partition of its own, since IAM
// tells items apart by their partition key alone.
const (
	AuditPartition    = "AUDIT#"
	SealsPartition    = "SEALS#"
	SealHeadPartition = "SEAL-HEAD#"
)

// Index is a global secondary index with all attributes projected.
type Index struct{ Name, Partition, Sort string }

// TableDefinition describes the table.
type TableDefinition struct {
	Partition, Sort, TTL string
	Indexes              []Index
}

// Table returns the table's definition. All key attributes are strings, capacity is on
// demand, and the stream carries new and old images.
func Table() TableDefinition {
	return TableDefinition{
		Partition: "pk", Sort: "sk", TTL: "ttl",
		Indexes: []Index{
			{IndexByEmail, "users_of", "email_order"},
			{IndexByFirstName, "users_of", "first_order"},
			{IndexByLastName, "users_of", "last_order"},
			{IndexByExpiry, "expiry_shard", "expiry_order"},
		},
	}
}
