package organization_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/store"
	"usher/test/harness"
	"usher/test/localtest"
)

// TestSeatsComeBackByTTL invites somebody, and from then on nobody asks for anything and no schedule runs: DynamoDB
// deletes the invitation by TTL, the stream brings the deletion, and the seat is free.
func TestSeatsComeBackByTTL(t *testing.T) {
	t.Parallel()
	name := withTTL(t)
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime, a.Config.Table = lifetime, name })
	s.Table, s.Store = name, store.New(s.Client, name, s.App.IDs())
	ago := lifetime + store.InvitationTTL
	s.Clock.Advance(-ago)
	owner := s.Found(t, "Acme")
	s.FollowMail(t)
	u := owner.Invite(t, api.Auditor)
	s.Clock.Advance(ago)
	deadline := time.Now().Add(2 * time.Minute) // DynamoDB Local looks for what has expired every ten seconds
	for s.User(t, owner.Org, u.ID).Status != api.Expired {
		if time.Now().After(deadline) {
			t.Fatal("the user is not marked expired")
		}
		time.Sleep(100 * time.Millisecond)
	}
	if o := s.Organization(t, owner.Org); o.SeatsUsed != 1 || o.Expired != 1 || o.Invited != 0 {
		t.Errorf("%+v", o)
	}
}

// withTTL makes a table without indexes: DynamoDB Local deletes nothing by TTL from a table that has some.
func withTTL(t *testing.T) string {
	t.Helper()
	client, name := localtest.Client(t), "ttl"+strings.ToLower(rand.Text())
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{TableName: &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema: []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String("sk"), KeyType: types.KeyTypeRange}},
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String("sk"), AttributeType: types.ScalarAttributeTypeS}}})
	if err == nil {
		_, err = client.UpdateTimeToLive(t.Context(), &dynamodb.UpdateTimeToLiveInput{TableName: &name,
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(api.Table().TTL),
				Enabled: aws.Bool(true)}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// TestSeatsComeBackOnce has request, schedule and TTL come at the same time: each expired invitation is marked once.
func TestSeatsComeBackOnce(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner := s.Found(t, "Acme")
	owner.FillWithExpired(t, lifetime)
	var open []store.OpenInvitation
	items, _, err := s.Store.Query(t.Context(), store.ExpiredInvitations(owner.Org, api.At(s.Clock.Now())))
	if err == nil {
		open, err = store.DecodeAll[store.OpenInvitation](items)
	}
	if err != nil || len(open) != 9 {
		t.Fatalf("%v, %d open invitations", err, len(open))
	}
	failed := make([]error, len(open)+1)
	var all sync.WaitGroup
	for i := range open {
		all.Go(func() {
			if err := s.Store.Delete(t.Context(), open[i].Key); err != nil { // as DynamoDB does
				failed[i] = err
				return
			}
			failed[i] = s.App.Organizations().ExpireDeleted(t.Context(), open[i])
		})
	}
	all.Go(func() { failed[len(open)] = app.Expire(s.App)(t.Context(), "") })
	all.Go(func() { owner.Do(t, "POST", owner.Path("users"), harness.NewUser(api.Auditor)).Want(t, 201, "") })
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	if events := owner.Events(t, map[string][]string{"action": {"user.expire"}}); len(events) != len(open) {
		t.Errorf("%d events, want %d", len(events), len(open))
	}
	if c := owner.Recount(t); c.Used != 2 || c.Expired != 9 {
		t.Errorf("%+v", c)
	}
}

// TestDeletedInvitationsThatDoNotMatter has the stream bring deletions of invitations that were accepted, replaced or
// removed before: nothing changes.
func TestDeletedInvitationsThatDoNotMatter(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.Config.InvitationLifetime = lifetime })
	owner := s.Found(t, "Acme")
	opened := func(id string) store.OpenInvitation {
		u := s.User(t, owner.Org, id)
		return store.NewOpenInvitation(&u)
	}
	accepted, replaced, removed := owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor), owner.Invite(t, api.Auditor)
	open := []store.OpenInvitation{opened(accepted.ID), opened(replaced.ID), opened(removed.ID)}
	s.Browser().Accept(t, s.Token(t, owner.Org, accepted.ID), harness.Password).Want(t, 200, "")
	s.Clock.Advance(2 * time.Second)
	owner.Do(t, "POST", owner.Path("users", replaced.ID, "invitation"), nil).Want(t, 202, "")
	owner.Do(t, "DELETE", owner.Path("users", removed.ID), nil).Want(t, 204, "")
	before := s.Contents(t)
	for _, o := range open {
		if err := s.App.Organizations().ExpireDeleted(t.Context(), o); err != nil {
			t.Error(err)
		}
	}
	s.Unchanged(t, before)
}
