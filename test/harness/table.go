package harness

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/app"
	"usher/pkg/lib/email"
	"usher/pkg/store"
)

// Token is the token of a user's current invitation, as it would be mailed.
func (s *System) Token(t testing.TB, org, user string) string {
	t.Helper()
	u := s.User(t, org, user)
	if u.Invitation == nil {
		t.Fatalf("user %s has no invitation", user)
	}
	token, err := s.App.Links().Invitation(t.Context(), &u)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// ResetToken is the token of an address's open password reset, as it would be mailed.
func (s *System) ResetToken(t testing.TB, address string) string {
	t.Helper()
	addr, err := email.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	var r store.Reset
	digest := email.Digest(addr.Key)
	s.load(t, store.ResetKey(digest), &r)
	token, err := s.App.Links().Reset(t.Context(), digest, &r)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// User reads a user's item.
func (s *System) User(t testing.TB, org, user string) store.User {
	t.Helper()
	var u store.User
	s.load(t, store.UserKey(org, user), &u)
	return u
}

// Organization reads an organization's item.
func (s *System) Organization(t testing.TB, org string) store.Organization {
	t.Helper()
	var o store.Organization
	s.load(t, store.OrganizationKey(org), &o)
	return o
}

func (s *System) load(t testing.TB, key store.Key, into any) {
	t.Helper()
	read := store.Fetch(key, into)
	if err := s.Store.Load(t.Context(), read); err != nil {
		t.Fatal(err)
	}
	if !read.Found() {
		t.Fatalf("no item %v", key)
	}
}

// Enlarge gives an organization this many seats, beside the system.
func (s *System) Enlarge(t testing.TB, org string, seats int) {
	t.Helper()
	s.change(t, org, store.OrganizationSeatLimit.Set(seats))
}

// Drift makes an organization's counter of used seats one too high, as a bug would.
func (s *System) Drift(t testing.TB, org string) {
	t.Helper()
	s.change(t, org, store.OrganizationSeatsUsed.Add(1))
}

func (s *System) change(t testing.TB, org string, c store.Change) {
	t.Helper()
	if err := s.Store.Change(t.Context(), store.OrganizationKey(org), []store.Change{c}, nil,
		store.Exists()); err != nil {
		t.Fatal(err)
	}
}

// Items are all items of the table.
func (s *System) Items(t testing.TB) []store.Item {
	t.Helper()
	out, err := s.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &s.Table})
	if err != nil || out.LastEvaluatedKey != nil {
		t.Fatal(err, "or too much for one page")
	}
	items := make([]store.Item, len(out.Items))
	for i, item := range out.Items {
		items[i] = item
	}
	return items
}

// Contents are all items of the table, as text, except the heartbeat, which is written again at every hour.
func (s *System) Contents(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, item := range s.Items(t) {
		if key, ok := item["sk"].(*types.AttributeValueMemberS); ok && key.Value == string(store.KindHeartbeat) {
			continue
		}
		all = append(all, fmt.Sprintf("%q", plain(&types.AttributeValueMemberM{Value: item})))
	}
	slices.Sort(all)
	return all
}

// Unchanged fails the test when the table's contents are not what they were.
func (s *System) Unchanged(t testing.TB, before []string) {
	t.Helper()
	after := s.Contents(t)
	for _, item := range after {
		if !slices.Contains(before, item) {
			t.Errorf("written: %.500s", item)
		}
	}
	if len(after) < len(before) {
		t.Errorf("%d items of %d are left", len(after), len(before))
	}
}

// plain is a value in Go's own types, which print in one order.
func plain(v types.AttributeValue) any {
	switch v := v.(type) {
	case *types.AttributeValueMemberM:
		all := map[string]any{}
		for name, inner := range v.Value {
			all[name] = plain(inner)
		}
		return all
	case *types.AttributeValueMemberL:
		all := []any{}
		for _, inner := range v.Value {
			all = append(all, plain(inner))
		}
		return all
	case *types.AttributeValueMemberN:
		return v.Value
	}
	return Text(v)
}

// Fault makes calls of one kind to DynamoDB, such as "TransactWriteItems", fail with an error, n times.
func Fault(operation string, n *int, err error) Option {
	var mu sync.Mutex // calls may be made at the same time
	due := func() bool {
		mu.Lock()
		defer mu.Unlock()
		if *n > 0 {
			*n--
			return true
		}
		return false
	}
	return func(a *app.App) {
		fail := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
			middleware.DeserializeOutput, middleware.Metadata, error) {
			if middleware.GetOperationName(ctx) == operation && due() {
				return middleware.DeserializeOutput{}, middleware.Metadata{}, err
			}
			return next.HandleDeserialize(ctx, in)
		}
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("fault", fail), middleware.After)
			})
		})
	}
}
