// Command client does the main job with the client that oapi-codegen makes of docs/openapi.json.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"client/usher"
)

const password = "eleven quiet harbours"

var base = os.Getenv("BASE")

func main() {
	ctx := context.Background()
	public := client()
	owner := fmt.Sprintf("owner-go-%d@example.com", time.Now().UnixNano())
	created, err := public.CreateOrganizationWithResponse(ctx, nil, usher.CreateOrganizationInput{Name: "Go",
		Owner: usher.NewOwner{Email: openapi_types.Email(owner), FirstName: "Ada"}})
	check(err, created.StatusCode() == http.StatusCreated, created.Body)
	org := created.JSON201.Organization.Id

	accepted, err := public.AcceptInvitationWithResponse(ctx, token(owner), usher.AcceptInvitationInput{Password: password})
	check(err, accepted.StatusCode() == http.StatusOK, accepted.Body)
	session := func(_ context.Context, r *http.Request) error {
		for _, c := range accepted.HTTPResponse.Cookies() {
			r.AddCookie(c)
		}
		r.Header.Set("Origin", base)
		return nil
	}
	key, err := public.CreateApiKeyWithResponse(ctx, org, nil, usher.CreateAPIKeyInput{Name: "client", Role: "owner"}, session)
	check(err, key.StatusCode() == http.StatusCreated, key.Body)

	program := client(usher.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+key.JSON201.Secret)
		return nil
	}))
	invitee := strings.Replace(owner, "owner", "auditor", 1)
	user, err := program.CreateUserWithResponse(ctx, org, nil, usher.CreateUserInput{Email: openapi_types.Email(invitee),
		FirstName: "Grace", Role: "auditor"})
	check(err, user.StatusCode() == http.StatusCreated, user.Body)
	joined, err := public.AcceptInvitationWithResponse(ctx, token(invitee), usher.AcceptInvitationInput{Password: password})
	check(err, joined.StatusCode() == http.StatusOK, joined.Body)
	list, err := program.ListUsersWithResponse(ctx, org, nil)
	check(err, list.StatusCode() == http.StatusOK && slices.ContainsFunc(list.JSON200.Data, func(u usher.User) bool {
		return u.Id == user.JSON201.Id && u.Status == "active"
	}), list.Body)
	blocked, err := program.BlockUserWithResponse(ctx, org, user.JSON201.Id, nil)
	check(err, blocked.StatusCode() == http.StatusOK && blocked.JSON200.Status == "blocked", blocked.Body)
	removed, err := program.RemoveUserWithResponse(ctx, org, user.JSON201.Id, nil)
	check(err, removed.StatusCode() == http.StatusNoContent, removed.Body)
	again, err := program.RemoveUserWithResponse(ctx, org, user.JSON201.Id, nil)
	check(err, again.StatusCode() == http.StatusNotFound && again.ApplicationproblemJSON404.Code == "not_found", again.Body)
	fmt.Println("go: done")
}

func client(options ...usher.ClientOption) *usher.ClientWithResponses {
	c, err := usher.NewClientWithResponses(base, options...)
	check(err, true, nil)
	return c
}

func check(err error, good bool, body []byte) {
	if err != nil || !good {
		log.Panicf("%v %s", err, body)
	}
}

// token waits for the invitation that is mailed to an address.
func token(to string) string {
	for range 300 {
		response, err := http.Get(os.Getenv("MAIL") + "/store")
		check(err, true, nil)
		var store struct {
			Emails []struct {
				Destination struct{ To []string }
				Body        struct{ Text string }
			}
		}
		err = json.NewDecoder(response.Body).Decode(&store)
		_ = response.Body.Close()
		check(err, true, nil)
		for _, mail := range store.Emails {
			if !strings.Contains(strings.Join(mail.Destination.To, " "), to) {
				continue
			}
			if found := regexp.MustCompile(`/invitations/(\S+)`).FindStringSubmatch(mail.Body.Text); found != nil {
				return found[1]
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	panic("no invitation came to " + to)
}
