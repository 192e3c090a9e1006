package invoices

import (
	"crypto/rand"
	"slices"
	"sync"
)

// invoice is one of an organization's. Its author is a user's id: nothing else of people is kept here, so nothing is
// left when Usher erases somebody.
type invoice struct {
	ID       string `json:"id"`
	Customer string `json:"customer"`
	Cents    int64  `json:"cents"`
	Status   status `json:"status"`
	Author   string `json:"author"`
}

// status is draft, sent, or locked: a draft whose author has left, until somebody takes it.
type status string

const (
	draft  status = "draft"
	sent   status = "sent"
	locked status = "locked"
)

// store keeps invoices in memory. A real one keeps them in a database, and the ids of events in the same transaction
// as what they change.
type store struct {
	mu      sync.Mutex
	all     map[string][]invoice // by organization
	handled map[string]bool      // ids of events
}

func newStore() store { return store{all: map[string][]invoice{}, handled: map[string]bool{}} }

func (s *store) list(org string) []invoice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]invoice{}, s.all[org]...)
}

func (s *store) add(org, customer string, cents int64, author string) invoice {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := invoice{"inv_" + rand.Text(), customer, cents, draft, author}
	s.all[org] = append(s.all[org], i)
	return i
}

// change has a function change an invoice. It reports false where there is none with this id.
func (s *store) change(org, id string, by func(*invoice)) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := slices.IndexFunc(s.all[org], func(i invoice) bool { return i.ID == id })
	if n < 0 {
		return false
	}
	by(&s.all[org][n])
	return true
}

// lock locks the drafts of an author, once for each event.
func (s *store) lock(event, org, author string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handled[event] {
		return
	}
	s.handled[event] = true
	for n := range s.all[org] {
		if i := &s.all[org][n]; i.Author == author && i.Status == draft {
			i.Status = locked
		}
	}
}
