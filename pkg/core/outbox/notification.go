package outbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"usher/pkg/api"
	"usher/pkg/core/audit"
	"usher/pkg/core/mail"
	"usher/pkg/core/ratelimit"
	"usher/pkg/store"
)

const (
	// maxOwners is how many Owners are mailed about an event: those who have been users longest.
	maxOwners = 20
	// notificationTTL is how long it is known who was told: longer than the stream keeps the event.
	notificationTTL = 48 * time.Hour
)

// SendNotifications mails the Owners of what an audit event says, where it is of a kind that they are mailed about:
// each who is active and has not switched it off, except the user it is about. Whom it has told is noted, so that a
// redelivered event tells nobody twice. One whose mail fails does not hold up the others; the error has the event
// redelivered.
func (p *Mailer) SendNotifications(ctx context.Context, e audit.Event) error {
	if kindOf(&e) == "" {
		return nil
	}
	n := &notice{event: e, kind: kindOf(&e)}
	user := store.Fetch(store.UserKey(e.Org, e.Target.ID), &n.user)
	if err := p.Table.Load(ctx, store.Fetch(store.OrganizationKey(e.Org), &n.organization), user); err != nil {
		return err
	}
	if n.organization.Closed() || e.Target.Erased || n.kind == api.OwnerAdded && !n.madeOwner() {
		return nil
	}
	owners, err := p.owners(ctx, n)
	if err != nil || len(owners) == 0 {
		return err
	}
	return p.tell(ctx, n, owners)
}

// notice is what Owners are told.
type notice struct {
	event        audit.Event
	kind         api.Notification
	organization store.Organization
	user         store.User // whom it is about; empty where it is about no user, or they are gone
}

// kindOf is what Owners are mailed about an event; empty where they are mailed nothing.
func kindOf(e *audit.Event) api.Notification {
	after := func(field string) string {
		for _, c := range e.Changes {
			if c.Field == field {
				text, _ := c.After.(string)
				return text
			}
		}
		return ""
	}
	owner := after("role") == string(api.Owner)
	failed := []string{string(api.Bounced), string(api.Complained), string(api.Failed)}
	switch {
	case e.Action == "invitation.request":
		return api.InvitationRequested
	case e.Action == "invitation.delivery" && slices.Contains(failed, after("invitation.delivery")):
		return api.MailBounced
	case e.Action == "user.update" && owner, e.Action == "user.accept":
		return api.OwnerAdded
	case e.Action == "api_key.create" && owner:
		return api.OwnerKeyCreated
	}
	return ""
}

// madeOwner reports whether somebody became an Owner: not who is invited as one, nor an Auditor who has joined. Of
// somebody who is gone only an event that names the role is believed.
func (n *notice) madeOwner() bool {
	if n.event.Action == "user.accept" {
		return n.user.Role == api.Owner
	}
	return n.user.Invitation == nil
}

// errEnough ends the search for Owners.
var errEnough = errors.New("outbox: enough")

// owners finds who is to be told. Owners are mostly an organization's first users, so that it reads on only until it
// has seen as many as there are, or maxOwners.
func (p *Mailer) owners(ctx context.Context, n *notice) ([]store.User, error) {
	var told []store.User
	seen := 0
	err := p.Table.Each(ctx, store.Users(n.event.Org).Pages(ownersPage), func(items []store.Item) error {
		users, err := store.DecodeAll[store.User](items)
		if err != nil {
			return err
		}
		for i := range users {
			if u := &users[i]; u.Role == api.Owner && u.Status == api.Active {
				if seen++; u.ID != n.event.Target.ID && !slices.Contains(u.Muted, n.kind) {
					told = append(told, *u)
				}
			}
			if len(told) == maxOwners || seen >= n.organization.ActiveOwners {
				return errEnough
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return told, err
}

// ownersPage is how many users are read at once.
const ownersPage = 100

func (p *Mailer) tell(ctx context.Context, n *notice, owners []store.User) error {
	noted, reads := make([]store.Notification, len(owners)), make([]*store.Read, len(owners))
	for i := range owners {
		reads[i] = store.Fetch(store.NotificationKey(n.event.Org, n.event.ID, owners[i].ID), &noted[i])
	}
	if err := p.Table.Load(ctx, reads...); err != nil {
		return err
	}
	var failed []error
	for i := range owners {
		if noted[i].SentAt == nil {
			failed = append(failed, p.tellOwner(ctx, n, &owners[i], reads[i].Found()))
		}
	}
	return errors.Join(failed...)
}

// tellOwner mails one Owner, once it is counted.
func (p *Mailer) tellOwner(ctx context.Context, n *notice, to *store.User, counted bool) error {
	key := store.NotificationKey(n.event.Org, n.event.ID, to.ID)
	if !counted {
		if counted, err := p.countNotification(ctx, n, to, key); err != nil || !counted {
			return err
		}
	}
	if err := p.send(ctx, to.Digest(), p.noticeTo(n, to).Render); err != nil {
		return err
	}
	return p.noteSent(ctx, key, store.NotificationSentAt)
}

// countNotification counts the mail. It reports false beyond a limit: those of the kind to one Owner, and except where
// rights are at stake those of the organization, which nobody may use up to keep the Owners from being told.
func (p *Mailer) countNotification(ctx context.Context, n *notice, to *store.User, key store.Key) (bool, error) {
	overtaken := errors.New("overtaken")
	tx := p.begin(to.Org, "").WithoutEvent(audit.MailCounted)
	tx.Put(key, store.Notification{Key: key, TTL: p.Now().Add(notificationTTL).Unix()}, store.FailWith(overtaken),
		store.NotExists())
	p.take(tx, ratelimit.NotificationsByOwner, to.ID+" "+string(n.kind))
	if n.kind == api.InvitationRequested || n.kind == api.MailBounced {
		p.take(tx, ratelimit.MailsByOrganization(n.organization.SeatLimit), to.Org)
	}
	return within(tx.Commit(ctx), overtaken)
}

// noticeTo is the mail. Of an API key it says no name, which may be anything.
func (p *Mailer) noticeTo(n *notice, to *store.User) mail.OwnerNotice {
	e, base := &n.event, p.Dashboard+"/organizations/"+n.event.Org
	m := mail.OwnerNotice{
		Kind: string(n.kind), To: mailbox(to.Email), FirstName: to.FirstName, Organization: n.organization.Name,
		User: mailbox(e.Target.Name), Link: base + "/settings/users/" + e.Target.ID, Profile: base + "/profile",
		Locale: n.organization.Locale, At: e.At.Time,
	}
	if n.user.ID != "" {
		m.User = n.user.FullName() + " (" + mailbox(n.user.Email) + ")"
	}
	if e.Actor.Type == "user" {
		m.By = mailbox(e.Actor.Name)
	}
	if n.kind == api.OwnerKeyCreated {
		m.Link = base + "/settings/api-keys"
	}
	return m
}
