package harness

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

// Writer puts records into the table beside the system, in batches and several of these at a time: for what needs many
// of them and is not about how they came to be. Only one goroutine may use it; Close gives the first error.
type Writer struct {
	ctx     context.Context
	system  *System
	batch   []types.WriteRequest
	batches chan []types.WriteRequest
	wait    sync.WaitGroup
	mu      sync.Mutex
	err     error
}

const (
	batchesAtOnce = 6
	batchItems    = 25 // BatchWriteItem takes no more
)

// Writer begins to write.
func (s *System) Writer(ctx context.Context) *Writer {
	w := &Writer{ctx: ctx, system: s, batches: make(chan []types.WriteRequest, batchesAtOnce)}
	for range batchesAtOnce {
		w.wait.Go(func() {
			for batch := range w.batches {
				w.fail(w.send(batch))
			}
		})
	}
	return w
}

// Item is a record as package store encodes it.
func Item(record any) (store.Item, error) {
	return attributevalue.MarshalMapWithOptions(record,
		func(o *attributevalue.EncoderOptions) { o.UseEncodingMarshalers = true })
}

// Put adds a record.
func (w *Writer) Put(record any) {
	item, err := Item(record)
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

func (w *Writer) send(batch []types.WriteRequest) error {
	table := w.system.Table
	for len(batch) > 0 {
		out, err := w.system.Client.BatchWriteItem(w.ctx,
			&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: batch}})
		if err != nil {
			return err
		}
		if batch = out.UnprocessedItems[table]; len(batch) > 0 {
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}

func (w *Writer) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

// Close writes what is left and gives the first error.
func (w *Writer) Close() error {
	if len(w.batch) > 0 {
		w.batches <- w.batch
	}
	close(w.batches)
	w.wait.Wait()
	return w.err
}

// Organization writes one with counters for so many active users, of whom some are Owners, and gives its id.
func (w *Writer) Organization(plan string, seatLimit, users, owners int) string {
	now := api.At(w.system.App.Now())
	o := store.Organization{ID: w.system.App.IDs().New(id.Organization), Name: "Acme", Plan: plan, SeatLimit: seatLimit,
		SeatsUsed: users,
		Active:    users, ActiveOwners: owners, InvitationDays: 7, Locale: "en", CreatedAt: now, UpdatedAt: now, Version: 1}
	o.Key = store.OrganizationKey(o.ID)
	w.Put(o)
	return o.ID
}

// User writes an active user, who has no account yet and is in no counter.
func (w *Writer) User(org, address, first, last string, role api.Role) *store.User {
	now := api.At(w.system.App.Now())
	addr, err := email.Parse(address)
	if err != nil {
		w.fail(err)
	}
	u := &store.User{ID: w.system.App.IDs().New(id.User), Org: org, Email: addr.Display, Address: addr.Key,
		FirstName: first, LastName: last,
		Role: role, Status: api.Active, NamesKey: w.system.App.IDs().Bytes(store.NamesKeySize),
		CreatedAt: now, UpdatedAt: now, Version: 1}
	u.Arrange()
	w.Put(*u)
	return u
}

// Membership writes that a user is a member.
func (w *Writer) Membership(u *store.User) {
	w.Put(store.Member{Key: store.MemberKey(u.Digest(), u.Org), Org: u.Org, User: u.ID, Email: u.Email, Role: u.Role,
		Status: u.Status, NamesKey: u.NamesKey})
}

// Session writes a user's account and a session, and gives its token. No password is theirs.
func (w *Writer) Session(u *store.User) string {
	now, digest := api.At(w.system.App.Now()), u.Digest()
	token := access.NewSessionToken(w.system.App.IDs(), digest, []string{u.Org})
	w.Put(store.Identity{Key: store.IdentityKey(digest), Email: u.Email, PasswordHash: "none", CreatedAt: now,
		UpdatedAt: now})
	w.Put(store.Session{Key: store.SessionKey(digest, token.ID), ID: token.ID, Secret: token.Hash(), CreatedAt: now,
		ProvedAt: now, ExpiresAt: api.At(now.Add(w.system.App.Config.SessionLifetime)), TTL: now.Unix() + 30*86400})
	return token.Encode()
}

// Pair makes an organization with two signed-in Owners by writing its items.
func (s *System) Pair(ctx context.Context) (a, b Member, err error) {
	w := s.Writer(ctx)
	org := w.Organization("playground", 10, 2, 2)
	owner := func() Member {
		u := w.User(org, Address("pair"), "Ada", "Byron", api.Owner)
		w.Membership(u)
		return Member{s.WithSession(w.Session(u)), org, u.ID, u.Email}
	}
	a, b = owner(), owner()
	if err := w.Close(); err != nil {
		return a, b, fmt.Errorf("harness: writing two Owners: %w", err)
	}
	return a, b, nil
}
