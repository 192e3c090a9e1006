package organization_test

import (
	"net/url"
	"testing"

	"usher/pkg/api"
	"usher/pkg/store"
	"usher/test/client"
	"usher/test/harness"
)

// demote makes a member an Auditor.
func demote(t *testing.T, by, m harness.Member) client.Answer {
	t.Helper()
	return by.Do(t, "PATCH", m.Path("users", m.ID), map[string]string{"role": "auditor"}).Want(t, 200, "")
}

// TestInvitationsToBeAnOwnerEndWithTheirSponsor: those that somebody sent who is blocked, removed or demoted or who
// leaves, by themselves or with a key, are cancelled. Others stay.
func TestInvitationsToBeAnOwnerEndWithTheirSponsor(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	for how, out := range map[string]func(t *testing.T, by, m harness.Member) client.Answer{
		"block": func(t *testing.T, by, m harness.Member) client.Answer { return leave(t, "block", by, m, "") },
		"remove": func(t *testing.T, by, m harness.Member) client.Answer {
			return leave(t, "remove", by, m, "?keep_keys=true")
		},
		"demote": demote,
		"leave":  func(t *testing.T, by, m harness.Member) client.Answer { return leave(t, "leave", by, m, "") },
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			owner := s.Found(t, "Acme")
			s.Enlarge(t, owner.Org, 50)
			mal := owner.Join(t, api.Owner)
			key := mal.Program(t, api.Owner)
			var gone, stay []api.User
			for range cancelledAtOnce + 2 {
				gone = append(gone, mal.Invite(t, api.Owner))
			}
			raised, resent := owner.Invite(t, api.Auditor), mal.Invite(t, api.Owner)
			mal.Do(t, "PATCH", mal.Path("users", raised.ID), map[string]string{"role": "owner"}).Want(t, 200, "")
			lowered := mal.Invite(t, api.Owner)
			mal.Do(t, "PATCH", mal.Path("users", lowered.ID), map[string]string{"role": "auditor"}).Want(t, 200, "")
			owner.Do(t, "POST", owner.Path("users", resent.ID, "invitation"), nil).Want(t, 202, "")
			gone = append(gone, key.Invite(t, api.Owner), raised)
			stay = append(stay, mal.Invite(t, api.Auditor), owner.Invite(t, api.Owner), resent, lowered)
			link := s.Token(t, owner.Org, gone[0].ID)
			if got := gone[0].Invitation.SponsorID; got == nil || *got != mal.ID {
				t.Errorf("the sponsor is %v", got)
			}
			a := out(t, owner, mal)
			for _, u := range gone {
				owner.Do(t, "GET", owner.Path("users", u.ID), nil).Want(t, 404, "not_found")
			}
			for _, u := range stay {
				s.Browser().Accept(t, s.Token(t, owner.Org, u.ID), harness.Password).Want(t, 200, "")
			}
			s.Browser().Do(t, "GET", "/v1/invitations/"+link, nil).Want(t, 404, "invitation_invalid")
			s.Browser().Accept(t, link, harness.Password).Want(t, 404, "invitation_invalid")
			owner.InviteAddress(t, gone[0].Email, api.Owner) // seat and address are free
			owner.Recount(t)
			cancelled := 0
			for _, e := range owner.Events(t, url.Values{"action": {"user.remove"}}) {
				c := e.Changes[len(e.Changes)-1]
				if e.RequestID == a.Header.Get("X-Request-Id") && c.Field == "invitation.sponsor" && c.Before == mal.Email {
					cancelled++
				}
			}
			if cancelled != len(gone) {
				t.Errorf("%d of %d events", cancelled, len(gone))
			}
		})
	}
}

// cancelledAtOnce is how many invitations one transaction cancels.
const cancelledAtOnce = 19

// TestAnInvitationThatHasLostItsSponsor cannot be used before it is cancelled either.
func TestAnInvitationThatHasLostItsSponsor(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	mal := owner.Join(t, api.Owner)
	link := s.Token(t, owner.Org, mal.Invite(t, api.Owner).ID)
	s.Browser().Do(t, "GET", "/v1/invitations/"+link, nil).Want(t, 200, "")
	var tx store.Transaction
	tx.Change(store.UserKey(owner.Org, mal.ID), []store.Change{store.UserRole.Set(api.Auditor)}, nil)
	if err := s.Store.Commit(t.Context(), &tx); err != nil {
		t.Fatal(err)
	}
	s.Browser().Do(t, "GET", "/v1/invitations/"+link, nil).Want(t, 404, "invitation_invalid")
	s.Browser().Accept(t, link, harness.Password).Want(t, 404, "invitation_invalid")
}

// TestAcceptingDuringABlock races the acceptance of invitations to be an Owner, and the making of more, with the block
// of the person who sends them: each was accepted before, or is cancelled.
func TestAcceptingDuringABlock(t *testing.T) {
	t.Parallel()
	s := harness.New(t)
	owner := s.Found(t, "Acme")
	s.Enlarge(t, owner.Org, 100)
	for range 4 {
		mal := owner.Join(t, api.Owner)
		var links []string
		for range 4 {
			links = append(links, s.Token(t, owner.Org, mal.Invite(t, api.Owner).ID))
		}
		answers := harness.Together(9, func(i int) (client.Answer, error) {
			switch {
			case i == 4:
				return owner.Try("POST", owner.Path("users", mal.ID, "block"), nil)
			case i > 4:
				return mal.Try("POST", mal.Path("users"), harness.NewUser(api.Owner))
			}
			return s.Browser().Try("POST", "/v1/invitations/"+links[i]+"/accept", map[string]string{"password": harness.Password})
		})
		left := 0
		for _, u := range harness.All[api.User](t, owner, "users?limit=100") {
			if u.Status == api.Invited {
				left++
			}
		}
		if left > 0 || answers["200"]+answers["404invitation_invalid"] != 5 {
			t.Errorf("%d invitations are open; answers %v", left, answers)
		}
		owner.Recount(t)
	}
}
