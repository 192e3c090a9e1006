package audit

// Unaudited is why a write has no event. There are no others than these.
type Unaudited string

const (
	// SignIn starts a session. It changes nothing that an organization decides about, and other organizations of the
	// person must not learn of it: it is in the person's own record (package activity).
	SignIn Unaudited = "sign-in"
	// Attempt counts an attempt at a password.
	Attempt Unaudited = "attempt"
	// FactorBegun only prepares a factor, which has its event once it counts.
	FactorBegun Unaudited = "factor begun"
	// FactorRenamed gives a passkey another name, which is the person's own affair.
	FactorRenamed Unaudited = "factor renamed"
	// Proved notes that a person has proved themselves again; see SignIn.
	Proved Unaudited = "proved again"
	// SignOut ends a session; see SignIn.
	SignOut Unaudited = "sign-out"
	// NoOrganization is a change to a person who belongs to no organization, so there is no audit log to write to.
	NoOrganization Unaudited = "no organization"
	// ResetRequested only has a mail sent, if there is an account at all. The new password has its event; the request
	// is in the person's own record.
	ResetRequested Unaudited = "password reset requested"
	// EmailAsked has a mail sent to an address that is to be a person's, or ends that.
	EmailAsked Unaudited = "change of address asked for"
	// EmailMoved is a part of a change of address that belongs to no organization. Each has an event of its own.
	EmailMoved Unaudited = "change of address"
	// NothingCreated is a part of an import all of whose rows were refused: only that answer is stored.
	NothingCreated Unaudited = "nothing created"
	// PlanOrder notes when an order for the plan that an organization is on already was made, so that an older
	// order is ignored.
	PlanOrder Unaudited = "plan order noted"
	// Erasure ends the account of a person. Each of their organizations has an event of it.
	Erasure Unaudited = "erasure"
	// Purge begins to delete what a deleted organization had, its audit log too.
	Purge Unaudited = "purge"
	// Bookmark notes where the next recount of all organizations begins.
	Bookmark Unaudited = "bookmark"
	// Heartbeat is for the stream to carry something.
	Heartbeat Unaudited = "heartbeat"
	// MailCounted counts a mail that is about to be sent: that it was sent has its event, where it has any.
	MailCounted Unaudited = "mail counted"
	// MailWaits notes that a mail is over a limit, which the user shows.
	MailWaits Unaudited = "mail waits"
	// MailReleased brings a mail that waited to the stream again.
	MailReleased Unaudited = "mail released"
	// ReminderReleased brings an invitation to the stream again whose reminder is due.
	ReminderReleased Unaudited = "reminder released"
	// MailSent notes on a reset or a notice, which belongs to no organization, that it was mailed, and that an Owner
	// was mailed about an event.
	MailSent Unaudited = "mail sent"
)
