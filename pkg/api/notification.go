package api

import "slices"

// Notification is a kind of mail to an organization's Owners.
type Notification string

// The kinds. Each Owner may switch each off for themselves.
const (
	InvitationRequested Notification = "invitation_requested" // somebody asked for a new invitation
	MailBounced         Notification = "mail_bounced"         // an invitation's mail did not arrive, or was unwanted
	OwnerAdded          Notification = "owner_added"          // somebody became an Owner
	OwnerKeyCreated     Notification = "owner_key_created"    // an API key with the role Owner was made
)

// Notifications says of each kind of mail to Owners whether the user wants it.
type Notifications struct {
	InvitationRequested bool `json:"invitation_requested"`
	MailBounced         bool `json:"mail_bounced"`
	OwnerAdded          bool `json:"owner_added"`
	OwnerKeyCreated     bool `json:"owner_key_created"`
}

// NotificationsPatch holds those to change.
type NotificationsPatch struct {
	InvitationRequested *bool `json:"invitation_requested" optional:"true"`
	MailBounced         *bool `json:"mail_bounced" optional:"true"`
	OwnerAdded          *bool `json:"owner_added" optional:"true"`
	OwnerKeyCreated     *bool `json:"owner_key_created" optional:"true"`
}

// NotificationsBut are all notifications except the muted ones.
func NotificationsBut(muted []Notification) Notifications {
	on := func(n Notification) bool { return !slices.Contains(muted, n) }
	return Notifications{InvitationRequested: on(InvitationRequested), MailBounced: on(MailBounced),
		OwnerAdded: on(OwnerAdded), OwnerKeyCreated: on(OwnerKeyCreated)}
}

// Apply returns what is muted, in the order of the kinds, once the patch is applied.
func (p NotificationsPatch) Apply(muted []Notification) []Notification {
	var after []Notification
	for _, wish := range []struct {
		kind Notification
		on   *bool
	}{
		{InvitationRequested, p.InvitationRequested}, {MailBounced, p.MailBounced},
		{OwnerAdded, p.OwnerAdded}, {OwnerKeyCreated, p.OwnerKeyCreated},
	} {
		off := slices.Contains(muted, wish.kind)
		if wish.on != nil {
			off = !*wish.on
		}
		if off {
			after = append(after, wish.kind)
		}
	}
	return after
}
