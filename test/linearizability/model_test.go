package linearizability_test

import (
	"testing"

	"github.com/anishathalye/porcupine"

	"usher/pkg/api"
	"usher/test/linearizability"
)

// step is one operation of a history that is told in order; along has it begin together with the one before.
type step struct {
	in    linearizability.Input
	out   linearizability.Output
	along bool
	loose bool // without what only a strict run demands
}

const lifetime = 60_000

func check(initial *linearizability.State, steps []step) porcupine.CheckResult {
	var history []porcupine.Operation
	at := int64(0)
	for i, s := range steps {
		call := at
		if s.along {
			call = history[i-1].Call
		}
		s.in.Lifetime, s.in.Exact = lifetime, !s.loose
		history = append(history, porcupine.Operation{ClientId: i, Input: s.in, Output: s.out, Call: call, Return: at + 1})
		at += 2
	}
	return porcupine.CheckOperationsTimeout(linearizability.Model(initial), history, 0)
}

func owner() linearizability.User {
	return linearizability.User{Address: "owner", ID: "usr_owner", Role: api.Owner, Status: api.Active}
}

func create(address string) step {
	return step{in: linearizability.Input{Kind: linearizability.Create, Address: address, Role: api.Auditor},
		out: linearizability.Output{ID: "usr_" + address, Expires: lifetime}}
}

func about(k linearizability.Kind, address string) step {
	return step{in: linearizability.Input{Kind: k, Address: address, ID: "usr_" + address},
		out: linearizability.Output{Expires: lifetime}}
}

func peek(address, nonce string, expires int64) step {
	s := about(linearizability.Peek, address)
	s.out = linearizability.Output{Role: api.Auditor, Status: api.Invited, Nonce: nonce, Expires: expires}
	return s
}

// ttl is that DynamoDB deletes an invitation by TTL at a moment.
func ttl(address, nonce string, now int64) step {
	s := about(linearizability.TTL, address).at(now)
	s.in.Nonce, s.out.Nonce = nonce, nonce
	return s
}

// record is that send-mail has handled the stream's record of that.
func record(address, nonce string) step {
	s := about(linearizability.Record, address).at(lifetime + 1)
	s.in.Nonce = nonce
	return s
}

func accept(address, nonce string) step {
	s := about(linearizability.Accept, address)
	s.in.Nonce = nonce
	return s
}

func role(address string, r api.Role) step {
	s := about(linearizability.Role, address)
	s.in.Role = r
	return s
}

func read(address string, r api.Role, status api.Status, expires int64) step {
	s := about(linearizability.Get, address)
	s.out = linearizability.Output{Role: r, Status: status, Expires: expires}
	return s
}

func seats(limit, invited, active, blocked, expired int) step {
	used := invited + active + blocked
	return step{in: linearizability.Input{Kind: linearizability.Seats},
		out: linearizability.Output{Seats: api.Seats{Limit: limit, Used: used,
			Available: max(0, limit-used), Invited: invited, Active: active, Blocked: blocked, Expired: expired}}}
}

func (s step) refused(code string) step { s.out = linearizability.Output{Code: code}; return s }
func (s step) loosely() step            { s.loose = true; return s }
func (s step) lost() step               { s.out = linearizability.Output{Unknown: true}; return s }
func (s step) together() step           { s.along = true; return s }
func (s step) by(actor string) step     { s.in.Actor = actor; return s }

// at is the operation at a moment of the system's clock.
func (s step) at(now int64) step { s.in.Window = linearizability.Window{From: now, To: now}; return s }

// TestBadHistories gives the model what a broken Usher would answer.
func TestBadHistories(t *testing.T) {
	t.Parallel()
	cases := map[string][]step{
		"a seat is sold twice":                {create("a"), create("b"), create("c")},
		"a seat is sold twice at once":        {create("a"), create("b").together(), create("c").together()},
		"a seat is refused while one is free": {create("a"), create("b").refused("seat_limit_reached")},
		"an address twice":                    {create("a"), create("a")},
		"an address is taken by nobody":       {create("a").refused("email_taken")},
		"two accepts of one link": {create("a"), peek("a", "1", lifetime), accept("a", "1"),
			accept("a", "1").together()},
		"an accept of a replaced link": {create("a"), peek("a", "1", lifetime),
			about(linearizability.Resend, "a"), accept("a", "1")},
		"a resend that keeps the link": {create("a"), peek("a", "1", lifetime),
			about(linearizability.Resend, "a"), peek("a", "1", lifetime)},
		"an accept after a removal": {create("a"), peek("a", "1", lifetime),
			about(linearizability.Remove, "a"), accept("a", "1")},
		"an accept of an expired link": {create("a"), peek("a", "1", lifetime), accept("a", "1").at(lifetime)},
		"a live link is said to have expired": {create("a"), peek("a", "1", lifetime),
			accept("a", "1").at(lifetime - 1).refused("invitation_expired")},
		"an unused link is said to be used": {create("a"), peek("a", "1", lifetime),
			accept("a", "1").refused("invitation_used")},
		"an expired invitation keeps its seat": {create("a"), create("b"),
			create("c").at(lifetime).refused("seat_limit_reached")},
		"a resend takes a seat that is not there": {create("a"), later("b", lifetime), later("c", lifetime),
			resendAt("a", lifetime)},
		"the last Owner is removed": {about(linearizability.Remove, "owner")},
		"the last Owner is blocked": {about(linearizability.Block, "owner")},
		"the last Owner is demoted": {role("owner", api.Auditor)},
		"one of two Owners is called the last": {create("a"), role("a", api.Owner), peekOwner("a"), accept("a", "1"),
			about(linearizability.Block, "owner").refused("last_owner")},
		"an invited user is blocked": {create("a"), about(linearizability.Block, "a")},
		"a removed user is read": {create("a"), about(linearizability.Remove, "a"),
			read("a", api.Auditor, api.Invited, lifetime)},
		"a created user is not there": {create("a"), about(linearizability.Get, "a").refused("not_found")},
		"a change of role is not seen": {create("a"), role("a", api.Owner),
			read("a", api.Auditor, api.Invited, lifetime)},
		"a removed user's seat stays taken": {create("a"), about(linearizability.Remove, "a"),
			seats(3, 1, 1, 0, 0)},
		"the counters miss a user":    {create("a"), seats(3, 0, 1, 0, 0)},
		"an invitation expires early": {create("a"), seats(3, 0, 1, 0, 1).at(lifetime - 1)},
		"an invitation expires late":  {create("a"), seats(3, 1, 1, 0, 0).at(lifetime)},
		"a refused operation was done": {create("a"), create("b"), create("c").refused("seat_limit_reached"),
			read("c", api.Auditor, api.Invited, lifetime)},
		"a lost operation is undone again": {create("a").lost(), read("a", api.Auditor, api.Invited, lifetime),
			about(linearizability.Get, "a").refused("not_found")},
		"two lost operations both took the last seat": {create("a"), create("b").lost(), create("c").lost(),
			seats(3, 3, 1, 0, 0)},
		"a blocked Owner acts": {create("a"), role("a", api.Owner), peekOwner("a"), accept("a", "1"),
			about(linearizability.Block, "a"), create("b").by("a")},
		"an auditor acts": {create("a"), peek("a", "1", lifetime), accept("a", "1"),
			about(linearizability.Remove, "owner").by("a")},
		"a limit that was lowered is exceeded": {create("a"), plan(2), create("b")},
		"an unknown code":                      {create("a").refused("internal")},
		"TTL deletes an open invitation":       {create("a"), ttl("a", "1", lifetime-1)},
		"TTL deletes an accepted invitation":   {create("a"), peek("a", "1", lifetime), accept("a", "1"), ttl("a", "1", lifetime)},
		"TTL deletes a replaced invitation": {create("a"), peek("a", "1", lifetime),
			about(linearizability.Resend, "a"), ttl("a", "1", lifetime)},
		"TTL deletes twice": {create("a"), ttl("a", "1", lifetime), record("a", "1"), ttl("a", "1", lifetime)},
		"TTL gives no seat back": {create("a"), later("b", 500), ttl("a", "1", lifetime), record("a", "1"),
			create("c").at(lifetime + 1).refused("seat_limit_reached")},
		"TTL leaves the user invited": {create("a"), ttl("a", "1", lifetime), record("a", "1"), peek("a", "1", lifetime)},
		"TTL leaves the counters": {create("a"), ttl("a", "1", lifetime), record("a", "1"),
			seats(3, 1, 1, 0, 0).at(lifetime + 1).loosely()},
		"TTL gives a seat back twice": {create("a"), create("b"), ttl("a", "1", lifetime), record("a", "1"), record("a", "1"),
			later("c", lifetime), later("d", lifetime), later("e", lifetime)},
		"TTL marks who was sent a new link": {create("a"), ttl("a", "1", lifetime), resendAt("a", lifetime),
			record("a", "1"), read("a", api.Auditor, api.Expired, 2*lifetime).at(lifetime)},
	}
	for name, steps := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := check(linearizability.NewState(3, owner()), steps); got != porcupine.Illegal {
				t.Errorf("the model says %s", got)
			}
		})
	}
}

func peekOwner(address string) step {
	s := peek(address, "1", lifetime)
	s.out.Role = api.Owner
	return s
}

// later is a create at a moment, with the expiry it must have.
func later(address string, now int64) step {
	s := create(address).at(now)
	s.out.Expires = now + lifetime
	return s
}

func plan(limit int) step {
	return step{in: linearizability.Input{Kind: linearizability.Plan, Limit: limit}}
}

// TestGoodHistories gives the model what a right Usher answers.
func TestGoodHistories(t *testing.T) {
	t.Parallel()
	second := accept("a", "1").refused("invitation_used")
	second.along = true
	cases := map[string][]step{
		"seats run short": {create("a"), create("b"), create("c").refused("seat_limit_reached"),
			seats(3, 2, 1, 0, 0)},
		"one of three at once is refused": {create("a"), create("b").together(),
			create("c").refused("seat_limit_reached").together()},
		"one link, two clicks": {create("a"), peek("a", "1", lifetime), accept("a", "1"), second,
			seats(3, 0, 2, 0, 0)},
		"a lost create happened": {create("a").lost(), read("a", api.Auditor, api.Invited, lifetime),
			seats(3, 1, 1, 0, 0)},
		"a lost create did not happen": {create("a").lost(), seats(3, 0, 1, 0, 0), create("a")},
		"a replaced link is not valid": {create("a"), peek("a", "1", lifetime), about(linearizability.Resend, "a"),
			accept("a", "1").refused("invitation_invalid"), peek("a", "2", lifetime), accept("a", "2")},
		"an expired invitation frees its seat": {create("a"), create("b"), later("c", lifetime),
			seats(3, 1, 1, 0, 2).at(lifetime)},
		"an expired invitation comes back": {create("a"), resendAt("a", lifetime), seats(3, 1, 1, 0, 0).at(lifetime)},
		"a resend finds no seat": {create("a"), later("b", lifetime), later("c", lifetime),
			about(linearizability.Resend, "a").at(lifetime).refused("seat_limit_reached")},
		"the last Owner stays": {about(linearizability.Block, "owner").refused("last_owner"),
			role("owner", api.Owner)},
		"blocked Owners are refused": {create("a"), role("a", api.Owner), peekOwner("a"), accept("a", "1"),
			about(linearizability.Block, "a"), create("b").by("a").refused("blocked")},
		"a removed user is created again": {create("a"), about(linearizability.Remove, "a"),
			step{in: create("a").in, out: linearizability.Output{ID: "usr_a2", Expires: lifetime}},
			about(linearizability.Get, "a").refused("not_found")},
		"a lowered limit keeps who is in": {create("a"), plan(1), seats(1, 1, 1, 0, 0),
			create("b").refused("seat_limit_reached")},
		"an import's rows, one left over": {importing("a"), importing("b").together(),
			importing("c").refused("seat_limit_reached").together()},
		"a link is looked at and then expires": {create("a"), peek("a", "1", lifetime),
			accept("a", "1").at(lifetime).refused("invitation_expired")},
		"TTL gives a seat back": {create("a"), later("b", 500), ttl("a", "1", lifetime),
			create("c").at(lifetime + 1).refused("seat_limit_reached"), record("a", "1"), later("c", lifetime+1),
			seats(3, 2, 1, 0, 1).at(lifetime + 1)},
		"a request is before TTL": {create("a"), create("b"), ttl("a", "1", lifetime), later("c", lifetime),
			record("a", "1"), record("a", "1"), seats(3, 1, 1, 0, 2).at(lifetime)},
		"TTL is late for a resend": {create("a"), ttl("a", "1", lifetime), resendAt("a", lifetime), record("a", "1"),
			read("a", api.Auditor, api.Invited, 2*lifetime).at(lifetime)},
		"an invited user cannot be locked": {create("a"), about(linearizability.Block, "a").refused("invalid_state"),
			about(linearizability.Unblock, "a").refused("invalid_state")},
	}
	for name, steps := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := check(linearizability.NewState(3, owner()), steps); got != porcupine.Ok {
				t.Errorf("the model says %s", got)
			}
		})
	}
}

func resendAt(address string, now int64) step {
	s := about(linearizability.Resend, address).at(now)
	s.out.Expires = now + lifetime
	return s
}

func importing(address string) step {
	s := create(address)
	s.in.Kind = linearizability.Import
	return s
}
