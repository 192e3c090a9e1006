package lambdahttp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"usher/pkg/api"
	"usher/pkg/core/access"
	"usher/pkg/transport"
)

// OrganizationHeader names the organization that a request to another API is about, where its path does not.
const OrganizationHeader = "X-Usher-Organization"

// ErrUnauthorized has API Gateway answer 401: by this text, in a REST API ("Output from an API Gateway Lambda
// authorizer").
var ErrUnauthorized = errors.New("Unauthorized")

// question is the event of a Lambda authorizer of the type REQUEST, of an HTTP API (payload format 2.0) or of a REST
// API.
type question struct {
	Type           string            `json:"type"`
	RouteARN       string            `json:"routeArn"`  // of an HTTP API
	MethodARN      string            `json:"methodArn"` // of a REST API
	HTTPMethod     string            `json:"httpMethod"`
	Headers        map[string]string `json:"headers"`
	Cookies        []string          `json:"cookies"`
	PathParameters map[string]string `json:"pathParameters"`
	RequestContext struct {
		RequestID string `json:"requestId"`
		HTTP      struct {
			Method   string `json:"method"`
			SourceIP string `json:"sourceIp"`
		} `json:"http"`
		Identity struct {
			SourceIP string `json:"sourceIp"`
		} `json:"identity"`
	} `json:"requestContext"`
}

// StartAuthorizer is Start for get-authorization, which also answers API Gateway as a Lambda authorizer. No request to
// Usher's own API can look like that event: API Gateway makes both, and only this one has a type.
func StartAuthorizer(handler *transport.Handler, failed error, proxy string) {
	lambda.Start(Authorizer(handler, failed, proxy))
}

// Authorizer is what StartAuthorizer hands to Lambda.
func Authorizer(
	handler *transport.Handler, failed error, proxy string,
) func(context.Context, json.RawMessage) (any, error) {
	f := &function{handler: handler, failed: failed, proxy: proxy}
	return func(ctx context.Context, raw json.RawMessage) (any, error) {
		var q question
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, fmt.Errorf("lambdahttp: %w", err)
		}
		if q.Type == "REQUEST" {
			return f.authorize(ctx, q)
		}
		var e events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, fmt.Errorf("lambdahttp: %w", err)
		}
		return f.handle(ctx, e)
	}
}

// authorize asks the operation about the sender of a request to another API. Whoever is refused is denied; an error,
// which API Gateway answers with 500, is for what could not be found out.
func (f *function) authorize(ctx context.Context, q question) (any, error) {
	if f.failed != nil {
		return nil, f.failed
	}
	request := q.request()
	request.Cold, f.warm = !f.warm, true
	response := f.handler.Handle(ctx, request)
	var known api.Authorization
	switch {
	case response.Status >= http.StatusInternalServerError:
		return nil, fmt.Errorf("lambdahttp: the authorization could not be read: %d", response.Status)
	case response.Status != http.StatusOK:
		return q.deny(response.Status)
	}
	if err := json.Unmarshal(response.Body, &known); err != nil {
		return nil, fmt.Errorf("lambdahttp: %w", err)
	}
	return q.allow(known), nil
}

// request is the request to get-authorization that the event stands for.
func (q question) request() transport.Request {
	header := headers(q.Headers)
	all := q.Cookies
	if q.MethodARN != "" { // a REST API leaves them in the header
		all = strings.Split(header.Get("Cookie"), "; ")
	}
	r := transport.Request{
		ID: q.RequestContext.RequestID, Path: map[string]string{"org": q.organization(header)}, Query: url.Values{},
		Header: header, Cookie: cookies(all), Client: q.RequestContext.HTTP.SourceIP, Asked: q.RequestContext.HTTP.Method,
	}
	if q.MethodARN != "" {
		r.Client, r.Asked = q.RequestContext.Identity.SourceIP, q.HTTPMethod
	}
	return r
}

// organization is the one that the request is about: by its path, else by the header, else an API key's own.
func (q question) organization(header http.Header) string {
	if org := q.PathParameters["org"]; org != "" {
		return org
	}
	if org := header.Get(OrganizationHeader); org != "" {
		return org
	}
	_, token, _ := strings.Cut(header.Get("Authorization"), " ")
	key, _ := access.ParseKeyToken(strings.TrimSpace(token))
	return key.Org
}

// verdict is the context that API Gateway hands on. A REST API takes texts only, so permissions are one, separated by
// spaces.
func verdict(a api.Authorization) map[string]any {
	words := make([]string, len(a.Permissions))
	for i, p := range a.Permissions {
		words[i] = string(p)
	}
	all := map[string]any{"user_id": a.UserID, "organization": a.Organization, "role": string(a.Role),
		"permissions": strings.Join(words, " ")}
	if a.APIKeyID != nil {
		all["api_key_id"] = *a.APIKeyID
	}
	return all
}

func (q question) allow(a api.Authorization) any {
	if q.MethodARN == "" {
		return events.APIGatewayV2CustomAuthorizerSimpleResponse{IsAuthorized: true, Context: verdict(a)}
	}
	return policy("Allow", q.MethodARN, a.UserID, verdict(a))
}

// deny refuses a request. An HTTP API answers 403 whatever the reason is; a REST API 401 to a caller who is not signed
// in.
func (q question) deny(status int) (any, error) {
	switch {
	case q.MethodARN == "":
		return events.APIGatewayV2CustomAuthorizerSimpleResponse{}, nil
	case status == http.StatusUnauthorized:
		return nil, ErrUnauthorized
	}
	return policy("Deny", q.MethodARN, "denied", nil), nil
}

// policy is the answer to a REST API. With a cache it is used again for other methods of the API, by the same caller
// for the same organization, so it allows or denies all of them.
func policy(effect, method, principal string, with map[string]any) events.APIGatewayCustomAuthorizerResponse {
	stage := method
	if parts := strings.SplitN(method, "/", 3); len(parts) == 3 { //nolint:mnd // arn:...:<api>/<stage>/<method>/<path>
		stage = parts[0] + "/" + parts[1] + "/*"
	}
	return events.APIGatewayCustomAuthorizerResponse{PrincipalID: principal, Context: with,
		PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{Version: "2012-10-17",
			Statement: []events.IAMPolicyStatement{{Action: []string{"execute-api:Invoke"}, Effect: effect,
				Resource: []string{stage}}}}}
}
