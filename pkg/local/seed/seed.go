// Package seed creates the organizations that a local system starts with and that the sample events in events/ use.
// Their ids, sessions and keys are fixed and public: never use it in an AWS account.
package seed

import (
	"context"
	"crypto/sha256"
	"time"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/core/audit"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// What people sign in with in the demo, and the key that signs its links.
const (
	Owner    = "ada@acme.example"
	Auditor  = "grace@acme.example"
	Password = "mind the gap at seat 42"
	LinkKeys = "1:dXNoZXIgbG9jYWwgbGluayBrZXksIG5vdCBzZWNyZXQ="
)

// The ids of the sample organization and its users, which the files in events/ name.
const (
	Acme         = "org_01k0000000000000000000acme"
	Sample       = "org_01k0000000000000000samp1es"
	SampleOwner  = "usr_01k0000000000000000000000a"
	SampleReader = "usr_01k0000000000000000000000b"
	SampleGuest  = "usr_01k0000000000000000000000c"
	SampleGone   = "usr_01k0000000000000000000000d" // blocked
	SampleLate   = "usr_01k0000000000000000000000e" // expired
	session      = "ses_01k00000000000000000000000"
)

// far is when the sample session and invitation expire.
var far = time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC)

// person describes a user to create.
type person struct {
	id, first, last, address string
	role                     api.Role
	status                   api.Status
	expires                  time.Time
}

// Seed creates the demo organizations unless they exist already. It returns an error if the table cannot be written.
func Seed(ctx context.Context, a *app.App) error {
	now := a.Now()
	if err := organization(ctx, a, Sample, "Sample events", samplePeople(now)); err != nil {
		return err
	}
	if err := organization(ctx, a, Acme, "Acme", acmePeople(a.IDs(), now)); err != nil {
		return err
	}
	if err := things(ctx, a); err != nil {
		return err
	}
	for _, address := range []string{Owner, Auditor} {
		if err := account(ctx, a, address); err != nil {
			return err
		}
	}
	return nil
}

func samplePeople(now time.Time) []person {
	return []person{
		{SampleOwner, "Ada", "Byron", Owner, api.Owner, api.Active, now},
		{SampleReader, "Grace", "Hopper", Auditor, api.Auditor, api.Active, now},
		{SampleGuest, "Katherine", "Johnson", "katherine@acme.example", api.Auditor, api.Invited, far},
		{SampleGone, "Charles", "Babbage", "charles@acme.example", api.Auditor, api.Blocked, now},
		{SampleLate, "Annie", "Easley", "annie@acme.example", api.Auditor, api.Expired, now.Add(-time.Hour)},
	}
}

func acmePeople(ids id.Source, now time.Time) []person {
	day := 24 * time.Hour
	return []person{
		{ids.New(id.User), "Ada", "Byron", Owner, api.Owner, api.Active, now},
		{ids.New(id.User), "Grace", "Hopper", Auditor, api.Auditor, api.Active, now},
		{ids.New(id.User), "Dorothy", "Vaughan", "dorothy@acme.example", api.Owner, api.Invited, now.Add(5 * day)},
		{ids.New(id.User), "Mary", "Jackson", "mary@acme.example", api.Auditor, api.Blocked, now},
		{ids.New(id.User), "Margaret", "Hamilton", "margaret@acme.example", api.Auditor, api.Expired, now.Add(-day)},
	}
}

// organization creates an organization with its people, in one transaction.
func organization(ctx context.Context, a *app.App, org, name string, people []person) error {
	now, plan := api.At(a.Now()), a.Config.Plans.Default()
	o := store.Organization{Key: store.OrganizationKey(org), ID: org, Name: name, Plan: plan.Name, SeatLimit: plan.Seats,
		InvitationDays: 7, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1}
	tx := a.Log().Begin(audit.System("demo"), audit.Origin{Org: org})
	for _, p := range people {
		p.put(tx.Transaction, &o, now)
	}
	if org == Sample {
		o.APIKeys, o.Flows = 1, 1 // see things
	}
	tx.Put(o.Key, o, store.FailWith(errThere), store.NotExists())
	return unlessThere(tx.Commit(ctx, audit.Event{Action: "organization.create", Target: audit.Organization(&o)}))
}

// put adds one person and counts them.
func (p person) put(t *store.Transaction, o *store.Organization, now api.Time) {
	addr, _ := email.Parse(p.address)
	names := sha256.Sum256([]byte("names of " + p.id))
	u := store.User{ID: p.id, Org: o.ID, Email: addr.Display, Address: addr.Key, FirstName: p.first, LastName: p.last,
		Role: p.role, Status: p.status, NamesKey: names[:], CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	if p.status == api.Invited || p.status == api.Expired {
		u.Invitation = &store.Invitation{Nonce: nonce(p.id), ExpiresAt: api.At(p.expires.Truncate(time.Second)),
			Delivery: api.Sent, SentAt: &now, Sends: 1}
	}
	if p.status == api.Invited { // as if created just now: the stream delivers it to send-mail
		u.Invitation.Delivery, u.Invitation.SentAt, u.Invitation.Sends = api.Queued, nil, 0
		open := store.NewOpenInvitation(&u)
		t.Put(open.Key, open, nil)
	}
	t.Put(u.Key, u, nil)
	key, status := store.MemberKey(u.Digest(), o.ID), p.status
	if status == api.Expired {
		status = api.Invited
	}
	t.Put(key, store.Member{Key: key, Org: o.ID, User: u.ID, Email: u.Email, Role: u.Role, Status: status,
		NamesKey: u.NamesKey},
		nil)
	count(o, p)
}
