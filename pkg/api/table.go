package api

import (
	"fmt"
	"slices"

	"usher/pkg/lib/id"
)

// The table's indexes, which the stack and the local system create.
const (
	IndexByLastName = "by-last-name" // an organization's users by last name: the order of the list
	IndexByExpiry   = "by-expiry"    // open invitations by expiry, in shards
)

// SearchIndexes is how many indexes have an organization's users by a search term, one of each user's terms each.
const SearchIndexes = 6

// IndexByTerm is a search index, from 1 to SearchIndexes.
func IndexByTerm(n int) string { return fmt.Sprintf("by-term-%d", n) }

func indexesByTerm() []string {
	all := make([]string, SearchIndexes)
	for i := range all {
		all[i] = IndexByTerm(i + 1)
	}
	return all
}

// The kinds of record that the stream delivers to consumers, by the prefix of their sort
// keys. The others are declared in package store.
const (
	InvitationRecord = "INVITATION#"
	ResetRecord      = "RESET#"
	NoticeRecord     = "NOTICE#"
	EventRecord      = id.Event
)

// EventPrefix is what the JSON of an audit event with this action begins with, as package audit writes it.
func EventPrefix(action string) string { return fmt.Sprintf(`{"action":%q,`, action) }

// What the partition keys of the audit log begin with. No function's role may change or delete an audit event or a
// seal, and only seal-trail's may write seals. What says which seal is the newest has a partition of its own, since IAM
// tells items apart by their partition key alone.
const (
	AuditPartition    = "AUDIT#"
	SealsPartition    = "SEALS#"
	SealHeadPartition = "SEAL-HEAD#"
)

// Index is a global secondary index.
type Index struct {
	Name, Partition, Sort string
	// Projected are the attributes that it has beside all keys; nil: all.
	Projected []string
}

// Has reports whether a change of an attribute changes the index's entries.
func (i Index) Has(attribute string) bool {
	return i.Projected == nil || attribute == i.Partition || attribute == i.Sort || slices.Contains(i.Projected, attribute)
}

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
		Indexes: append([]Index{
			{Name: IndexByLastName, Partition: usersOf, Sort: lastOrder},
			{Name: IndexByExpiry, Partition: "expiry_shard", Sort: "expiry_order"},
		}, searchIndexes()...),
	}
}

const (
	usersOf   = "users_of"
	lastOrder = "last_order"
)

// searchIndexes have of a user only what a search matches, which nothing but a new name or address changes: what else
// is written of a user costs nothing in them.
func searchIndexes() []Index {
	matched := []string{"address", lastOrder}
	for n := range SearchIndexes {
		matched = append(matched, term(n+1))
	}
	all := make([]Index, SearchIndexes)
	for i := range all {
		sort := term(i + 1)
		all[i] = Index{Name: IndexByTerm(i + 1), Partition: usersOf, Sort: sort,
			Projected: slices.DeleteFunc(slices.Clone(matched), func(a string) bool { return a == sort })}
	}
	return all
}

func term(n int) string { return fmt.Sprintf("term_%d", n) }
