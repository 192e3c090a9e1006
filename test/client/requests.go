package client

import (
	"net/http"
	"net/url"
	"strings"
)

// Organization is a path at an organization, or below it.
func Organization(id string, parts ...string) string {
	return "/v1/organizations/" + url.PathEscape(id) + strings.Join(append([]string{""}, parts...), "/")
}

// SignIn begins a session.
func SignIn(email, password string) Request {
	return Request{Method: http.MethodPost, Path: "/v1/sessions",
		Body: map[string]string{"email": email, "password": password}}
}

// CreateOrganization creates one, whose Owner is to be Ada Byron.
func CreateOrganization(name, owner string) Request {
	return Request{Method: http.MethodPost, Path: "/v1/organizations", Body: map[string]any{
		"name": name, "owner": map[string]string{"email": owner, "first_name": "Ada", "last_name": "Byron"}}}
}

// CreateUser invites somebody: [User] makes a body.
func CreateUser(org string, user any) Request {
	return Request{Method: http.MethodPost, Path: Organization(org, "users"), Body: user}
}

// User is the body for a user, Grace Hopper.
func User(email, role string) map[string]string {
	return map[string]string{"email": email, "first_name": "Grace", "last_name": "Hopper", "role": role}
}

// Accept accepts the invitation that a link's token is of, which begins a session.
func Accept(token, password string) Request {
	return Request{Method: http.MethodPost, Path: "/v1/invitations/" + token + "/accept",
		Body: map[string]string{"password": password}}
}

// RequestReset asks for a link to set a new password.
func RequestReset(email string) Request {
	return Request{Method: http.MethodPost, Path: "/v1/password-resets", Body: map[string]string{"email": email}}
}

// ResetPassword sets one, by a link's token.
func ResetPassword(token, password string) Request {
	return Request{Method: http.MethodPost, Path: "/v1/password-resets/" + token,
		Body: map[string]string{"password": password}}
}
