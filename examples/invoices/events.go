package invoices

import (
	"encoding/json"
	"io"
	"net/http"
)

// event is what this product needs of Usher's events: docs/events.
type event struct {
	ID           string `json:"id"`
	Type         string `json:"type"`
	Organization string `json:"organization"`
	Target       struct {
		ID string `json:"id"`
	} `json:"target"`
}

// hook takes an event. Verify compares the signature in constant time, and refuses one that is more than five minutes
// old. Events come at least once and in no order to rely on: locking a draft is right whenever it comes, and another
// event does not take it back, but a colleague.
func (s *Server) hook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if err == nil {
		err = s.events.Verify(body, r.Header)
	}
	if err != nil {
		refuse(w, http.StatusUnauthorized, "unauthenticated", "This event is not signed by Usher.")
		return
	}
	var e event
	if err := json.Unmarshal(body, &e); err != nil {
		refuse(w, http.StatusBadRequest, "invalid", "This event is no JSON object.")
		return
	}
	switch e.Type {
	case "user.remove", "user.leave", "user.block", "user.erase":
		s.store.lock(e.ID, e.Organization, e.Target.ID)
	default: // nothing to do
	}
	w.WriteHeader(http.StatusNoContent)
}
