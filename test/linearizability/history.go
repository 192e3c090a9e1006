package linearizability

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"usher/pkg/api"
	"usher/pkg/core/link"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// History is one organization with all that was done to it.
type History struct {
	Number int
	Org    string

	system  *System
	run     *Run
	initial *State
	links   *link.Maker

	closed atomic.Bool // the organization has been suspended or deleted at some time

	mu         sync.Mutex
	operations []porcupine.Operation
	done       []deed
	traces     []*Trace
	ids        map[string]string   // the id last seen, by address
	tokens     map[string][]mailed // by address, the newest last
	sessions   map[string]caller   // by address
	keys       []caller            // API keys, the newest last
	ended      []caller            // those that were answered that they have ended
	deleted    []deletion          // what TTL has deleted, in order
	died       map[string]int64    // when that was first answered, by key
	brought    int                 // of these, how many the stream has brought
}

// mailed is a link as it was mailed.
type mailed struct{ id, nonce, token string }

// deed is what a request did, for the audit events to be held to.
type deed struct {
	kind        Kind
	traces      []*Trace
	least, most int // events it must and may have left
}

// founder is the address of the first Owner, who made the first API key.
const founder = "u0"

// email is the e-mail address that stands for a model's address.
func (h *History) email(address string) string {
	return fmt.Sprintf("%s.o%d.%s@example.com", address, h.Number, h.system.Table)
}

// address is the way back.
func addressOf(email string) string {
	address, _, _ := strings.Cut(email, ".")
	return address
}

// found makes the organization, with an active Owner and their API key.
func (h *History) found(ctx context.Context) error {
	var made api.CreatedOrganization
	who := h.system.caller(founder)
	if err := who.Must(ctx, client.CreateOrganization(h.name(), h.email(founder)),
		&made); err != nil {
		return err
	}
	h.Org = made.Organization.ID
	u, _, err := h.item(ctx, made.Owner.ID)
	if err != nil {
		return err
	}
	token, err := h.links.Invitation(ctx, &u)
	if err != nil {
		return err
	}
	if err := who.Must(ctx, client.Accept(token, harness.Password), nil); err != nil {
		return err
	}
	h.learn(founder, u.ID)
	h.sessions[founder] = who
	var key api.NewAPIKey
	if err := who.Must(ctx, client.Request{Method: http.MethodPost, Path: client.Organization(h.Org, "api-keys"),
		Body: map[string]string{"name": "Prover", "role": "owner"}}, &key); err != nil {
		return err
	}
	h.holdKey(key)
	h.initial = NewState(seatsAtFirst, User{Address: founder, ID: u.ID, Role: api.Owner, Status: api.Active,
		Dead: u.Invitation.Nonce + " "}).WithKey(Key{ID: key.ID, Root: u.ID, Role: api.Owner})
	return nil
}

func newHistory(r *Run, number int) *History {
	return &History{Number: number, system: r.system, run: r, links: r.system.App.Links(),
		ids: map[string]string{}, tokens: map[string][]mailed{}, sessions: map[string]caller{},
		died: map[string]int64{}}
}

// signIn signs the active Owners in whose acceptance was never answered. Where they are the only ones, nobody else can
// do anything in the organization.
func (h *History) signIn(ctx context.Context) error {
	users, err := h.users(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range users {
		u := &users[i]
		address := addressOf(u.Email)
		if _, ok := h.sessions[address]; ok || u.Status != api.Active || u.Role != api.Owner {
			continue
		}
		who := h.system.caller(address)
		if err := who.Must(ctx, client.SignIn(u.Email, harness.Password), nil); err != nil {
			return err
		}
		h.sessions[address] = who
	}
	return nil
}

// holdKey has clients call with a new key, too.
func (h *History) holdKey(k api.NewAPIKey) {
	who := h.system.caller(k.ID)
	who.UseKey(k.Secret)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys = append(h.keys, who)
}

// item reads a user beside the system.
func (h *History) item(ctx context.Context, id string) (store.User, bool, error) {
	var u store.User
	read := store.Fetch(store.UserKey(h.Org, id), &u)
	err := h.system.Store.Load(ctx, read)
	return u, read.Found(), err
}

// users reads all users beside the system.
func (h *History) users(ctx context.Context) ([]store.User, error) {
	return all[store.User](ctx, h.system.Store, store.UserKey(h.Org, "").PK, store.UserKey(h.Org, "").SK)
}

// all reads every item of a partition whose sort key begins with a prefix.
func all[T any](ctx context.Context, table *store.Store, partition, prefix string) ([]T, error) {
	return store.All[T](ctx, table, store.Range{Partition: partition, From: prefix, To: prefix + store.Past})
}

func (h *History) learn(address, id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ids[address] = id
}

// begun is an operation that has been called.
type begun struct {
	at, clock int64
}

func (h *History) begin() begun {
	return begun{int64(time.Since(h.run.begun)), h.system.now()}
}

// end adds the operation to the history. One without an answer ends when nothing of it is under way any more.
func (h *History) end(client int, b begun, in Input, out Output, traces ...*Trace) {
	if out.Unknown {
		for _, t := range traces {
			t.settle()
		}
	}
	in.Window, in.Lifetime, in.Exact = Window{b.clock, h.system.now()}, lifetime.Milliseconds(), h.run.Strict
	h.run.count(in.Kind, out)
	h.mu.Lock()
	defer h.mu.Unlock()
	died, ended := h.died[in.Actor]
	in.Ended = ended && died < b.at
	if out.Unknown && (in.Kind == Get || in.Kind == Seats || in.Kind == Peek || in.Kind == UseKey) {
		return // a read that was not answered says nothing
	}
	h.operations = append(h.operations, porcupine.Operation{ClientId: client, Input: in, Output: out, Call: b.at,
		Return: int64(time.Since(h.run.begun))})
}

// did notes a request whose audit events are to be looked for.
func (h *History) did(d deed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.done = append(h.done, d)
	h.traces = append(h.traces, d.traces...)
}
