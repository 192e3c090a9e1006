package invoices

import (
	"encoding/json"
	"net/http"
	"unicode/utf8"
)

// The limits of an invoice.
const (
	maxCustomer = 100           // characters
	maxCents    = 1_000_000_000 // ten million
)

func (s *Server) list(w http.ResponseWriter, _ *http.Request, who caller) {
	answer(w, http.StatusOK, map[string]any{"data": s.store.list(who.Organization)})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request, who caller) {
	var in struct {
		Customer string `json:"customer"`
		Cents    int64  `json:"cents"`
	}
	read := json.NewDecoder(http.MaxBytesReader(w, r.Body, most))
	read.DisallowUnknownFields()
	if err := read.Decode(&in); err != nil {
		refuse(w, http.StatusBadRequest, "invalid", "The body must be a JSON object with customer and cents.")
		return
	}
	if n := utf8.RuneCountInString(in.Customer); n == 0 || n > maxCustomer {
		refuse(w, http.StatusUnprocessableEntity, "invalid", "customer must be 1 to 100 characters.")
		return
	}
	if in.Cents < 1 || in.Cents > maxCents {
		refuse(w, http.StatusUnprocessableEntity, "invalid", "cents must be a number from 1 to 1,000,000,000.")
		return
	}
	answer(w, http.StatusCreated, s.store.add(who.Organization, in.Customer, in.Cents, who.UserID))
}

// send sends a draft, as its author.
func (s *Server) send(w http.ResponseWriter, r *http.Request, who caller) {
	s.change(w, r, who, "Only its author can send a draft. A locked one must be taken first.", func(i *invoice) bool {
		may := i.Status == draft && i.Author == who.UserID
		if may {
			i.Status = sent
		}
		return may
	})
}

// take makes the caller the author of a locked draft.
func (s *Server) take(w http.ResponseWriter, r *http.Request, who caller) {
	s.change(w, r, who, "Only a locked draft can be taken.", func(i *invoice) bool {
		may := i.Status == locked
		if may {
			i.Status, i.Author = draft, who.UserID
		}
		return may
	})
}

// change answers with the invoice of the path as a function has changed it, or why that refused.
func (s *Server) change(w http.ResponseWriter, r *http.Request, who caller, why string, by func(*invoice) bool) {
	var after invoice
	var done bool
	found := s.store.change(who.Organization, r.PathValue("invoice"), func(i *invoice) {
		done = by(i)
		after = *i
	})
	switch {
	case !found:
		refuse(w, http.StatusNotFound, "not_found", "There is no such invoice.")
	case !done:
		refuse(w, http.StatusConflict, string(after.Status), why)
	default:
		answer(w, http.StatusOK, after)
	}
}
