package api

import (
	"cmp"
	"time"
)

// Source is what sets a consumer off.
type Source string

// The sources.
const (
	FromStream   Source = "stream"   // the table's stream, in batches, with partial answers
	FromSchedule Source = "schedule" // EventBridge Scheduler
	FromMail     Source = "mail"     // SES events by EventBridge
	FromBilling  Source = "billing"  // plan events by EventBridge
)

// Consumer is a function that an event sets off rather than a request.
type Consumer struct {
	ID       string
	Summary  string
	Source   Source
	Every    time.Duration // with FromSchedule
	Records  []string      // with FromStream: the record types (sort key prefixes) it wants, to filter the stream by
	Gather   time.Duration // with FromStream: how long Lambda may wait for a batch to fill
	Timeout  time.Duration
	MemoryMB int // 256 if not declared
	Access   []Access
	Settings []Setting
	Sends    bool // sends mail through SES
}

// SendMail mails invitations once they are committed.
var SendMail = consume(Consumer{
	ID: "send-mail", Summary: "Send the mails that the table's stream carries",
	Source: FromStream, Records: []string{InvitationRecord, ResetRecord, NoticeRecord},
	Timeout: 60 * time.Second, Sends: true,
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingTable, SettingDashboard, SettingLinkKeys, SettingSender, SettingConfigurationSet},
})

// ExpireInvitations gives back the seats of expired invitations, and releases mails that waited for a limit.
var ExpireInvitations = consume(Consumer{
	ID: "expire-invitations", Summary: "Mark expired invitations and give their seats back; release mails that waited",
	Source: FromSchedule, Every: time.Hour,
	Timeout:  5 * time.Minute,
	Access:   both(on(PutItem, UpdateItem, DeleteItem), onIndex(Query, IndexByExpiry)),
	Settings: []Setting{SettingTable},
})

// SealTrail seals audit events, so that one that is changed or missing later shows.
var SealTrail = consume(Consumer{
	ID: "seal-trail", Summary: "Seal audit events into the organization's chain of hashes",
	Source: FromStream, Records: []string{EventRecord}, Gather: 5 * time.Second,
	Timeout:  60 * time.Second,
	Access:   on(BatchGetItem, PutItem, UpdateItem),
	Settings: []Setting{SettingTable},
})

// RecordDelivery notes on the user what became of a mail.
var RecordDelivery = consume(Consumer{
	ID: "record-delivery", Summary: "Note on the user what became of an invitation's mail",
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

// RecountSeats counts every organization's seats again and reports what differs.
var RecountSeats = consume(Consumer{
	ID: "recount-seats", Summary: "Count every organization's seats again and report drift",
	Source: FromSchedule, Every: 24 * time.Hour,
	Timeout:  15 * time.Minute,
	Access:   both(on(BatchGetItem, Query, PutItem), onIndex(Scan, IndexByLastName)),
	Settings: []Setting{SettingTable},
})

// consume makes a consumer with the defaults in place of zero values.
func consume(c Consumer) Consumer {
	c.MemoryMB = cmp.Or(c.MemoryMB, defaultMemory)
	return c
}

// Consumers lists the declared consumers.
func Consumers() []Consumer {
	return []Consumer{SendMail, SealTrail, RecordDelivery, ExpireInvitations, ChangePlan, RecountSeats}
}
