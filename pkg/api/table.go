package api

import "usher/pkg/lib/id"

// The table's indexes and key attributes, as the stack and the local system
// make them.
const (
	IndexByEmail     = "by-email"      // an organization's users by address
	IndexByFirstName = "by-first-name" // and by first name
	IndexByLastName  = "by-last-name"  // and by last name: the order of the list
	IndexByExpiry    = "by-expiry"     // open invitations by when they expire, in shards
)

// The kinds of record that consumers are told of: what their sort keys begin
// with. The others are declared in package store alone.
const (
	InvitationRecord = "INVITATION#"
	ResetRecord      = "RESET#"
	NoticeRecord     = "NOTICE#"
	EventRecord      = id.Event
)

// Index is a global secondary index with all attributes projected.
type Index struct{ Name, Partition, Sort string }

// TableDefinition is what the table looks like, wherever it is made.
type TableDefinition struct {
	Partition, Sort, TTL string
	Indexes              []Index
}

// Table is the table's definition: all key attributes are strings, capacity is
// on demand, the stream carries new and old images.
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
