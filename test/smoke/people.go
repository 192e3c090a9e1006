package smoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/core/audit"
	"usher/pkg/core/audit/seal"
	"usher/pkg/lib/email"
	"usher/pkg/store"
	"usher/test/client"
)

// signIn signs the Owner in: with a new password by a link that is asked for, or in a new system as the first Owner of
// an organization that an operator creates.
func (t *trip) signIn(ctx context.Context) error {
	address, err := email.Parse(Owner)
	if err != nil {
		return err
	}
	var identity store.Identity
	known := store.Fetch(store.IdentityKey(address.Digest()), &identity)
	if err := t.App.Table().Load(ctx, known); err != nil {
		return err
	}
	if known.Found() {
		err = t.reset(ctx, address)
	} else {
		err = t.found(ctx, address)
	}
	if err != nil {
		return err
	}
	var me api.Me
	if err := want(ctx, t.owner, client.SignIn(Owner, t.password), http.StatusOK, "", &me); err != nil {
		return err
	}
	for _, m := range me.Memberships {
		if m.Organization.Name == Name {
			t.org.ID, t.self = m.Organization.ID, m.UserID
			return nil
		}
	}
	return fmt.Errorf("%s is in no organization %q", Owner, Name)
}

// reset sets the Owner's password by a link. The link is made here with the operator's keys, which is what send-mail
// does: where mails can be read, the one that was mailed must be the same.
func (t *trip) reset(ctx context.Context, owner email.Address) error {
	if err := want(ctx, t.anyone, client.RequestReset(Owner), http.StatusAccepted, "", nil); err != nil {
		return err
	}
	var open store.Reset
	read := store.Fetch(store.ResetKey(owner.Digest()), &open)
	if err := t.App.Table().Load(ctx, read); err != nil {
		return err
	}
	if !read.Found() {
		return errors.New("there is no password reset: more than five runs an hour are over a limit")
	}
	token, err := t.links.Reset(ctx, owner.Digest(), &open)
	if err == nil {
		err = t.mailed(ctx, token)
	}
	if err != nil {
		return err
	}
	return want(ctx, t.anyone, client.ResetPassword(token, t.password), http.StatusNoContent, "", nil)
}

// found creates the organization as an operator, and accepts its Owner's invitation.
func (t *trip) found(ctx context.Context, owner email.Address) error {
	made, err := t.App.Organizations().CreateByOperator(ctx, &access.Caller{}, api.CreateOrganizationInput{Name: Name,
		Owner: api.NewOwner{Email: owner, FirstName: "Smoke", LastName: "Test"}},
		audit.Actor{Type: "operator", ID: "smoke", Name: "smoke test"})
	if err != nil {
		return err
	}
	token, err := t.invitation(ctx, made.Organization.ID, made.Owner.ID)
	if err != nil {
		return err
	}
	return want(ctx, t.anyone, client.Accept(token, t.password), http.StatusOK, "", nil)
}

// invitation is the token of a user's link: see reset.
func (t *trip) invitation(ctx context.Context, org, user string) (string, error) {
	u, err := t.stored(ctx, org, user)
	if err != nil {
		return "", err
	}
	token, err := t.links.Invitation(ctx, u)
	if err != nil {
		return "", err
	}
	return token, t.mailed(ctx, token)
}

func (t *trip) stored(ctx context.Context, org, user string) (*store.User, error) {
	var u store.User
	read := store.Fetch(store.UserKey(org, user), &u)
	if err := t.App.Table().Load(ctx, read); err != nil {
		return nil, err
	}
	if !read.Found() || u.Invitation == nil {
		return nil, fmt.Errorf("the table has no invitation of %s: is it this stage's?", user)
	}
	return &u, nil
}

// begin reads the organization, after removing what an earlier run left in it.
func (t *trip) begin(ctx context.Context) error {
	var users api.Page[api.User]
	var keys api.Page[api.APIKey]
	for path, into := range map[string]any{"users?limit=100": &users, "api-keys?limit=100": &keys} {
		if err := t.owner.Must(ctx, client.Request{Method: http.MethodGet, Path: t.path(path)}, into); err != nil {
			return err
		}
	}
	for _, u := range users.Data {
		if u.ID != t.self {
			t.users = append(t.users, u)
		}
	}
	for _, k := range keys.Data {
		t.keys = append(t.keys, api.NewAPIKey{APIKey: k})
	}
	if err := t.cleanUp(ctx); err != nil {
		return err
	}
	err := t.owner.Must(ctx, client.Request{Method: http.MethodGet, Path: t.path()}, &t.org)
	if err == nil && t.org.Seats.Used != 1 {
		err = fmt.Errorf("%d seats are used by one user", t.org.Seats.Used)
	}
	return err
}

// cleanUp removes the users and keys of this run that are left.
func (t *trip) cleanUp(ctx context.Context) error {
	var paths []string
	for _, u := range t.users {
		paths = append(paths, t.path("users", u.ID))
	}
	for _, k := range t.keys {
		paths = append(paths, t.path("api-keys", k.ID))
	}
	t.users, t.keys = nil, nil
	for _, path := range paths {
		a, err := t.owner.Do(ctx, client.Request{Method: http.MethodDelete, Path: path})
		if err == nil && !a.OK() && a.Status != http.StatusNotFound {
			err = fmt.Errorf("DELETE %s: %d %.300s", path, a.Status, a.Body)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *trip) invite(ctx context.Context) error {
	for _, kind := range []string{"success", "bounce"} {
		var u api.User
		request := client.CreateUser(t.org.ID, client.User(kind+"+"+t.label+"@simulator.amazonses.com", "auditor"))
		request.Header = http.Header{"Origin": {"https://elsewhere.example"}}
		if err := want(ctx, t.owner, request, http.StatusForbidden, "cross_origin", nil); err != nil {
			return err
		}
		request.Header = nil
		if err := want(ctx, t.owner, request, http.StatusCreated, "", &u); err != nil {
			return err
		}
		t.users = append(t.users, u)
	}
	return nil
}

func (t *trip) user(ctx context.Context, id string) (u api.User, err error) {
	return u, want(ctx, t.owner, client.Request{Method: http.MethodGet, Path: t.path("users", id)}, http.StatusOK, "", &u)
}

// delivery waits until the users show what became of their mails.
func (t *trip) delivery(ctx context.Context) error {
	if t.Account != nil {
		if err := t.Account.sends(ctx); err != nil {
			return err
		}
	}
	for i, outcome := range []api.Delivery{api.Delivered, api.Bounced} {
		if t.Account != nil && t.Account.Emulator {
			if err := t.standInForSES(ctx, t.users[i]); err != nil {
				return err
			}
		}
		what := fmt.Sprintf("%q on the user %s", outcome, t.users[i].Email)
		err := t.until(ctx, what, func(ctx context.Context) (bool, error) {
			u, err := t.user(ctx, t.users[i].ID)
			return err == nil && u.Invitation != nil && u.Invitation.Delivery == outcome &&
				(u.AddressProblem != nil) == (outcome == api.Bounced), err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *trip) accept(ctx context.Context) error {
	token, err := t.invitation(ctx, t.org.ID, t.users[0].ID)
	if err != nil {
		return err
	}
	view := client.Request{Method: http.MethodGet, Path: "/v1/invitations/" + token}
	if err := want(ctx, t.anyone, view, http.StatusOK, "", nil); err != nil {
		return err
	}
	if err := want(ctx, t.auditor, client.Accept(token, t.password), http.StatusOK, "", nil); err != nil {
		return err
	}
	if err := want(ctx, t.anyone, client.Accept(token, t.password), http.StatusGone, "invitation_used", nil); err != nil {
		return err
	}
	var page api.Page[api.User]
	err = want(ctx, t.auditor, client.Request{Method: http.MethodGet, Path: t.path("users")}, http.StatusOK, "", &page)
	if err == nil && len(page.Data) != len(t.users)+1 {
		err = fmt.Errorf("the list has %d users", len(page.Data))
	}
	if err != nil {
		return err
	}
	block := client.Request{Method: http.MethodPost, Path: t.path("users", t.users[1].ID, "block")}
	return want(ctx, t.auditor, block, http.StatusForbidden, "forbidden", nil)
}

func (t *trip) block(ctx context.Context) error {
	list := client.Request{Method: http.MethodGet, Path: t.path("users")}
	change := func(what string) client.Request {
		return client.Request{Method: http.MethodPost, Path: t.path("users", t.users[0].ID, what)}
	}
	if err := want(ctx, t.owner, change("block"), http.StatusOK, "", nil); err != nil {
		return err
	}
	if err := want(ctx, t.auditor, list, http.StatusForbidden, "blocked", nil); err != nil {
		return err
	}
	if err := want(ctx, t.owner, change("unblock"), http.StatusOK, "", nil); err != nil {
		return err
	}
	return want(ctx, t.auditor, list, http.StatusOK, "", nil)
}

func (t *trip) key(ctx context.Context) error {
	var key api.NewAPIKey
	create := client.Request{Method: http.MethodPost, Path: t.path("api-keys"),
		Body: map[string]string{"name": "smoke " + t.label, "role": "auditor"}}
	if err := want(ctx, t.owner, create, http.StatusCreated, "", &key); err != nil {
		return err
	}
	t.keys = append(t.keys, key)
	caller := client.New(t.URL, t.Transport)
	caller.UseKey(key.Secret)
	list := client.Request{Method: http.MethodGet, Path: t.path("users")}
	if err := want(ctx, caller, list, http.StatusOK, "", nil); err != nil {
		return err
	}
	var keys api.Page[api.APIKey]
	if err := want(ctx, t.owner, client.Request{Method: http.MethodGet, Path: t.path("api-keys")}, http.StatusOK, "",
		&keys); err != nil {
		return err
	}
	used := func(k api.APIKey) bool { return k.ID == key.ID && k.LastUsed != nil }
	if !slices.ContainsFunc(keys.Data, used) {
		return errors.New("the key was used, and its last_used_at is not set: the role may not write it")
	}
	revoke := client.Request{Method: http.MethodDelete, Path: t.path("api-keys", key.ID)}
	if err := want(ctx, t.owner, revoke, http.StatusNoContent, "", nil); err != nil {
		return err
	}
	return want(ctx, caller, list, http.StatusUnauthorized, "unauthenticated", nil)
}

// sealed waits until no event is without a seal, and checks the whole chain.
func (t *trip) sealed(ctx context.Context) error {
	verifier := seal.Verifier{Table: t.App.Table(), Now: t.App.Now}
	return t.until(ctx, "seal of every audit event", func(ctx context.Context) (bool, error) {
		report, err := verifier.Verify(ctx, t.org.ID)
		if err == nil && len(report.Findings) > 0 {
			err = fmt.Errorf("the audit log of %s: %v", t.org.ID, report.Findings)
		}
		return report.Seals > 0 && report.Waiting == 0, err
	})
}

func (t *trip) remove(ctx context.Context) error {
	if err := t.cleanUp(ctx); err != nil {
		return err
	}
	list := client.Request{Method: http.MethodGet, Path: t.path("users")}
	if err := want(ctx, t.auditor, list, http.StatusNotFound, "not_found", nil); err != nil {
		return err
	}
	var org api.Organization
	err := want(ctx, t.owner, client.Request{Method: http.MethodGet, Path: t.path()}, http.StatusOK, "", &org)
	if err == nil && org.Seats.Used != t.org.Seats.Used {
		err = fmt.Errorf("%d seats are used, %d before", org.Seats.Used, t.org.Seats.Used)
	}
	return err
}

func (t *trip) signOut(ctx context.Context) error {
	end := client.Request{Method: http.MethodDelete, Path: "/v1/sessions/current"}
	if err := want(ctx, t.owner, end, http.StatusNoContent, "", nil); err != nil {
		return err
	}
	me := client.Request{Method: http.MethodGet, Path: "/v1/me"}
	return want(ctx, t.owner, me, http.StatusUnauthorized, "unauthenticated", nil)
}
