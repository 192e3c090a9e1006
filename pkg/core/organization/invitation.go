package organization

import (
	"time"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/link"
	"usher/pkg/store"
)

// newInvitation makes an invitation that ends every earlier link of the user, and goes on counting their mails. It
// expires on a whole second. The first Owner's is by nobody.
func (s *Service) newInvitation(
	o *store.Organization, by access.Actor, role api.Role, earlier *store.Invitation,
) *store.Invitation {
	lifetime := s.InvitationLifetime
	if lifetime == 0 {
		lifetime = time.Duration(o.InvitationDays) * 24 * time.Hour
	}
	i := &store.Invitation{
		Nonce:     link.NewNonce(s.IDs),
		ExpiresAt: api.At(s.Now().Add(lifetime + time.Second - 1).Truncate(time.Second)),
		Delivery:  api.Queued, InvitedBy: by.UserID, Sponsor: s.sponsor(by, role),
	}
	if earlier != nil {
		i.Sends, i.SentAt = earlier.Sends, earlier.SentAt
	}
	if lifetime >= leastToRemind {
		i.RemindAt = api.At(i.ExpiresAt.Add(-store.ReminderAhead)).Pointer()
	}
	return i
}

// leastToRemind is how long an invitation lasts at least that is reminded of: else that is too soon.
const leastToRemind = 2 * store.ReminderAhead

// putInvitation adds the item that says when the user's invitation expires. It
// is also what the stream carries to send-mail.
func putInvitation(t *store.Transaction, u *store.User) {
	open := store.NewOpenInvitation(u)
	t.Put(open.Key, open, nil)
}

// replaceInvitation puts that item of a user's new invitation in place of the one
// before. Where both expire in the same second the put overwrites it.
func replaceInvitation(t *store.Transaction, before, u *store.User) {
	if key, open := before.OpenInvitation(); open && key != store.NewOpenInvitation(u).Key {
		t.Delete(key, nil)
	}
	putInvitation(t, u)
}

// dropInvitation deletes that item, where there is one.
func dropInvitation(t *store.Transaction, u *store.User) {
	if key, open := u.OpenInvitation(); open {
		t.Delete(key, nil)
	}
}
