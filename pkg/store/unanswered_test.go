package store_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// losing loses the first transaction it is told to: it may arrive or not, and no answer comes.
type losing struct {
	next  http.RoundTripper
	armed atomic.Bool
	send  bool
}

func (l *losing) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "TransactWriteItems") || !l.armed.CompareAndSwap(true, false) {
		return l.next.RoundTrip(r)
	}
	if l.send {
		if response, err := l.next.RoundTrip(r); err == nil {
			_ = response.Body.Close()
		}
	}
	return nil, errors.New("connection reset by peer")
}

// TestRefusalAfterALostAttempt: a refusal is final only if no earlier attempt can still
// arrive; and what a lost attempt did is not done twice.
func TestRefusalAfterALostAttempt(t *testing.T) {
	t.Parallel()
	for _, send := range []bool{false, true} {
		l := &losing{send: send}
		owner := harness.New(t, func(a *app.App) {
			l.next = a.HTTP.Transport
			a.HTTP = &http.Client{Transport: l, Timeout: a.HTTP.Timeout}
		}).Found(t, "Acme")
		taken, fresh := harness.NewUser(api.Auditor), harness.NewUser(api.Auditor)
		owner.Do(t, "POST", owner.Path("users"), taken).Want(t, 201, "")
		l.armed.Store(true)
		owner.Do(t, "POST", owner.Path("users"), taken).Want(t, 503, "try_again")
		owner.Do(t, "POST", owner.Path("users"), taken).Want(t, 409, "email_taken")
		l.armed.Store(true)
		owner.Do(t, "POST", owner.Path("users"), fresh).Want(t, 201, "")
		if c := owner.Recount(t); c.Used != 3 {
			t.Errorf("%+v", c)
		}
	}
}

// TestDatabaseDown answers 503 on every operation that needs the table. All are asked at once, as each waits for its
// retries.
func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	s := harness.New(t, func(a *app.App) { a.HTTP = &http.Client{Transport: refusingTransport{}} })
	b := s.WithSession(harness.SomeSession(s))
	var wait sync.WaitGroup
	for _, op := range api.Operations() {
		if len(op.Access) == 0 {
			continue
		}
		path := strings.NewReplacer("{org}", "org_01k0000000000000000000000a", "{user}", "usr_01k0000000000000000000000a",
			"{token}", harness.TokenFor(s, op.Path)).Replace(op.Path)
		wait.Go(func() {
			a, err := b.Try(op.Method, path, harness.Body(op.ID))
			if err != nil || a.Status != 503 || a.Code() != "try_again" || a.Header.Get("Retry-After") == "" {
				t.Errorf("%s: %d %s, %v", op.ID, a.Status, a.Body, err)
			}
		})
	}
	wait.Wait()
}

type refusingTransport struct{}

func (refusingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("connection refused")
}
