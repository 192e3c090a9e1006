package organization_test

import (
	"net/url"
	"testing"

	"usher/pkg/api"
	"usher/test/harness"
)

// TestNotificationsAreOnesOwn: everybody chooses their own, nobody those of others, and no key any.
func TestNotificationsAreOnesOwn(t *testing.T) {
	t.Parallel()
	owner := harness.New(t).Found(t, "Acme")
	other := owner.Join(t, api.Auditor)
	off := func(kind string) map[string]any { return map[string]any{"notifications": map[string]bool{kind: false}} }
	all := api.NotificationsBut(nil)
	if got := harness.Into[api.User](t, owner.Do(t, "GET", owner.Path("users", owner.ID), nil).Want(t, 200, "")); got.Notifications != all {
		t.Errorf("at first %+v", got.Notifications)
	}
	owner.Do(t, "PATCH", owner.Path("users", other.ID), off("owner_added")).Want(t, 403, "forbidden")
	owner.Program(t, api.Owner).Do(t, "PATCH", owner.Path("users", owner.ID), off("owner_added")).Want(t, 403, "forbidden")
	owner.Do(t, "PATCH", owner.Path("users", owner.ID), off("weather")).Want(t, 400, "invalid_request")
	for _, m := range []harness.Member{owner, other} { // an Auditor may become an Owner
		for _, kind := range []string{"owner_added", "mail_bounced"} {
			m.Do(t, "PATCH", m.Path("users", m.ID), off(kind)).Want(t, 200, "")
		}
		m.Do(t, "PATCH", m.Path("users", m.ID), map[string]any{"notifications": map[string]bool{"mail_bounced": true}}).Want(t, 200, "")
		m.Do(t, "PATCH", m.Path("users", m.ID), map[string]string{"first_name": "Ida"}).Want(t, 200, "")
		want := all
		want.OwnerAdded = false
		got := harness.Into[api.User](t, m.Do(t, "GET", m.Path("users", m.ID), nil).Want(t, 200, ""))
		if got.Notifications != want || got.FirstName != "Ida" {
			t.Errorf("%+v", got)
		}
	}
	events := owner.Events(t, url.Values{"action": {"user.update"}, "target": {owner.ID}})
	if len(events) < 4 || events[len(events)-1].Changes[0].Field != "notifications.owner_added" {
		t.Errorf("events %+v", events)
	}
}
