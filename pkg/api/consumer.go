package api

import (
	"cmp"
	"time"
)

// Source is what starts a consumer.
type Source string

// The sources.
const (
	FromStream   Source = "stream"   // the table's stream, in batches, with partial batch responses
	FromSchedule Source = "schedule" // EventBridge Scheduler
	FromMail     Source = "mail"     // SES events from EventBridge
	FromBilling  Source = "billing"  // plan events from EventBridge
)

// Consumer is a function that an event starts rather than a request.
type Consumer struct {
	ID       string
	Summary  string
	Source   Source
	Every    time.Duration // with FromSchedule
	Records  []string      // with FromStream: the record types (sort key prefixes) that the stream is filtered by
	Events   []string      // with FromStream: the actions of the audit events that it gets
	Expired  []string      // with FromStream: the record types that it gets when TTL has deleted one
	Gather   time.Duration // with FromStream: how long Lambda may wait for a batch to fill
	InOrder  bool          // with FromStream: one batch of a shard at a time, so that a partition's records keep order
	Timeout  time.Duration
	MemoryMB int // 256 if not declared
	Access   []Access
	Settings []Setting
	Sends    bool // sends mail through SES
	Puts     bool // puts events onto the stage's event bus
}

// SendMail sends invitations, password resets and notices once they are committed, and tells Owners of some events. It
// also marks invitations expired
// that TTL has deleted, since the stream has no room for a third reader.
var SendMail = consume(Consumer{
	ID: "send-mail", Summary: "Send the mails that are queued in the table",
	Source: FromStream, Records: []string{InvitationRecord, ResetRecord, NoticeRecord, HeartbeatRecord},
	Events:  []string{"invitation.request", "invitation.delivery", "user.update", "user.accept", "api_key.create"},
	Expired: []string{InvitationRecord},
	Timeout: 60 * time.Second, Sends: true,
	Access: on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem),
	Settings: []Setting{SettingTable, SettingDashboard, SettingLinkKeys, SettingSender, SettingConfigurationSet,
		SettingProductName, SettingProductColor, SettingSupportEmail, SettingRoles},
})

// ExpireInvitations marks expired invitations and frees their seats, and releases mails that waited for a limit and
// reminders that are due. It also writes the heartbeat of the stream.
var ExpireInvitations = consume(Consumer{
	ID: "expire-invitations", Summary: "Mark expired invitations and free their seats; release mails and reminders",
	Source: FromSchedule, Every: time.Hour,
	Timeout:  5 * time.Minute,
	Access:   both(on(PutItem, UpdateItem, DeleteItem), onIndex(Query, IndexByExpiry)),
	Settings: []Setting{SettingTable},
})

// SealTrail seals audit events, so that it shows if one is changed or removed later, and then publishes them. It does
// both since the stream has no room for a third reader, and in this order so that what leaves is sealed.
var SealTrail = consume(Consumer{
	ID: "seal-trail", Summary: "Seal audit events into the organization's hash chain, and publish them",
	Source: FromStream, Records: []string{EventRecord, HeartbeatRecord}, Gather: 5 * time.Second, InOrder: true,
	Timeout: 60 * time.Second, Puts: true,
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingTable, SettingEventBus},
})

// RecordDelivery records on the user whether a mail was delivered.
var RecordDelivery = consume(Consumer{
	ID: "record-delivery", Summary: "Record on the user whether an invitation's mail was delivered",
	Source:   FromMail,
	Timeout:  30 * time.Second,
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingTable},
})

// ChangePlan moves an organization to another plan.
var ChangePlan = consume(Consumer{
	ID: "change-plan", Summary: "Move an organization to another plan",
	Source:   FromBilling,
	Timeout:  30 * time.Second,
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingTable, SettingPlans},
})

// RecountSeats counts every organization's seats again and reports differences.
var RecountSeats = consume(Consumer{
	ID: "recount-seats", Summary: "Count every organization's seats again and report drift",
	Source: FromSchedule, Every: 24 * time.Hour,
	Timeout:  15 * time.Minute,
	Access:   both(on(BatchGetItem, Query, PutItem), onIndex(Scan, IndexByLastName)),
	Settings: []Setting{SettingTable},
})

// PurgeOrganizations deletes what is left of organizations that were deleted long enough ago.
var PurgeOrganizations = consume(Consumer{
	ID: "purge-organizations", Summary: "Delete for good what organizations had that were deleted long ago",
	Source: FromSchedule, Every: time.Hour,
	Timeout:  15 * time.Minute,
	Access:   both(on(Query, UpdateItem, DeleteItem), onIndex(Query, IndexByExpiry)),
	Settings: []Setting{SettingTable},
})

// FinishEmailChanges finishes changes of addresses that were interrupted.
var FinishEmailChanges = consume(Consumer{
	ID: "finish-email-changes", Summary: "Carry over what people have whose change of address was interrupted",
	Source: FromSchedule, Every: time.Hour,
	Timeout: 15 * time.Minute,
	Access: both(on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
		onIndex(Query, IndexByExpiry)),
	Settings: []Setting{SettingTable},
})

// FinishErasures deletes what is left of people who are being erased.
var FinishErasures = consume(Consumer{
	ID: "finish-erasures", Summary: "Delete what is left of people who are being erased",
	Source: FromSchedule, Every: time.Hour,
	Timeout: 15 * time.Minute,
	Access: both(on(BatchGetItem, Query, PutItem, UpdateItem, DeleteItem, ConditionCheckItem),
		onIndex(Query, IndexByExpiry)),
	Settings: []Setting{SettingTable},
})

// consume returns the consumer with defaults in place of zero values.
func consume(c Consumer) Consumer {
	c.MemoryMB = cmp.Or(c.MemoryMB, defaultMemory)
	return c
}

// Consumers lists the declared consumers.
func Consumers() []Consumer {
	return []Consumer{SendMail, SealTrail, RecordDelivery, ExpireInvitations, ChangePlan, RecountSeats,
		PurgeOrganizations, FinishEmailChanges, FinishErasures}
}
