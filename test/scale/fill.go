package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/lib/email"
	"usher/pkg/lib/id"
	"usher/pkg/store"
)

// organization is one with a signed-in Owner.
type organization struct {
	id, cookie string
	owner      string
	users      int
}

// sizesOf are the organizations that are measured, the smallest first.
func sizesOf(largest int) []int { return []int{10, 1_000, largest} }

// fill writes the measured organizations and the others.
func (s *system) fill(ctx context.Context, o options) ([]organization, error) {
	w := s.newWriter(ctx)
	var all []organization
	for _, users := range sizesOf(o.users) {
		org := s.found(w, users)
		for n := 1; n < users; n++ {
			s.member(w, org.id, n, api.Auditor)
		}
		all = append(all, org)
	}
	for range o.organizations {
		s.owned(w, 1)
	}
	return all, w.end()
}

// found writes an organization with counters for so many active users, and its
// Owner with a session.
func (s *system) found(w *writer, users int) organization {
	ids, now := s.app.IDs(), api.At(s.app.Now())
	org, owner := s.owned(w, users)
	digest := owner.Digest()
	token := access.NewSessionToken(ids, digest, []string{org})
	w.put(store.Identity{Key: store.IdentityKey(digest), Email: owner.Email, PasswordHash: "none", CreatedAt: now, UpdatedAt: now})
	w.put(store.Session{Key: store.SessionKey(digest, token.ID), ID: token.ID, Secret: token.Hash(), CreatedAt: now,
		ExpiresAt: api.At(now.Add(s.app.Config.SessionLifetime)), TTL: now.Unix() + 30*86400})
	return organization{id: org, cookie: token.Encode(), owner: owner.ID, users: users}
}

// owned writes an organization and its Owner, who has no account yet.
func (s *system) owned(w *writer, users int) (string, *store.User) {
	now := api.At(s.app.Now())
	o := store.Organization{ID: s.app.IDs().New(id.Organization), Name: "Acme", Plan: "business", SeatLimit: 10_000_000, SeatsUsed: users,
		Active: users, ActiveOwners: 1, InvitationDays: 7, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1}
	o.Key = store.OrganizationKey(o.ID)
	w.put(o)
	return o.ID, s.member(w, o.ID, 0, api.Owner)
}

// members is how many of an organization's users get their membership written:
// none but the Owner's is read by what is measured.
const members = 1_000

// member writes an active user, and their membership where they are among the
// first. Names are of a few hundred, as they are in life.
func (s *system) member(w *writer, org string, n int, role api.Role) *store.User {
	now := api.At(s.app.Now())
	addr, err := email.Parse(fmt.Sprintf("user-%06d@%s.example.com", n, org[len(org)-8:]))
	if err != nil {
		w.fail(err)
		return &store.User{}
	}
	u := store.User{ID: s.app.IDs().New(id.User), Org: org, Email: addr.Display, Address: addr.Key,
		FirstName: fmt.Sprintf("Grace %c", 'A'+n%26), LastName: fmt.Sprintf("Hopper %03d", n%500),
		Role: role, Status: api.Active, CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	w.put(u)
	if n >= members {
		return &u
	}
	key := store.MemberKey(u.Digest(), org)
	w.put(store.Member{Key: key, Org: org, User: u.ID, Email: u.Email, Role: u.Role, Status: u.Status})
	return &u
}

// writer puts items in batches, several at a time.
type writer struct {
	ctx     context.Context
	db      *dynamodb.Client
	batch   []types.WriteRequest
	batches chan []types.WriteRequest
	wait    sync.WaitGroup
	mu      sync.Mutex
	err     error
}

const (
	atOnce     = 6
	batchItems = 25 // BatchWriteItem takes no more
)

func (s *system) newWriter(ctx context.Context) *writer {
	w := &writer{ctx: ctx, db: s.db, batches: make(chan []types.WriteRequest, atOnce)}
	for range atOnce {
		w.wait.Go(func() {
			for batch := range w.batches {
				w.fail(w.send(batch))
			}
		})
	}
	return w
}

// put adds a record, encoded as package table does.
func (w *writer) put(record any) {
	item, err := attributevalue.MarshalMapWithOptions(record, func(o *attributevalue.EncoderOptions) { o.UseEncodingMarshalers = true })
	if err != nil {
		w.fail(err)
		return
	}
	w.batch = append(w.batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
	if len(w.batch) == batchItems {
		w.batches <- w.batch
		w.batch = nil
	}
}

func (w *writer) send(batch []types.WriteRequest) error {
	for len(batch) > 0 {
		out, err := w.db.BatchWriteItem(w.ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{tableName: batch}})
		if err != nil {
			return err
		}
		if batch = out.UnprocessedItems[tableName]; len(batch) > 0 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}

func (w *writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

// end writes what is left and gives the first error.
func (w *writer) end() error {
	if len(w.batch) > 0 {
		w.batches <- w.batch
	}
	close(w.batches)
	w.wait.Wait()
	return w.err
}
