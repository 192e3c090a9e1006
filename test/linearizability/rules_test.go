package linearizability_test

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/app"
	"usher/pkg/store"
	"usher/test/linearizability"
	"usher/test/localtest"
)

// TestBrokenRules breaks one rule of API keys, invitations or TTL: a run must find an answer that the model does not
// allow, and of the kind that the rule is about. What Usher clears up behind a block is switched off, for it would hide
// most of it; TestClearingMayFail shows that this alone breaks nothing. No rule of keys needs a race to be broken: one client
// at an organization, and few users, show it sooner, and leave a history with a single order.
func TestBrokenRules(t *testing.T) {
	t.Parallel()
	byKey := func(in linearizability.Input) bool { return strings.HasPrefix(in.Actor, "key_") }
	cases := map[string]struct {
		change func(*app.App)
		rather kinds
		shows  func(linearizability.Input) bool // the answer that cannot be right
	}{
		"a key outlives its person": {all(reading(rootIs("active", "")), writing(unasked(isHolder))),
			kinds{linearizability.Accept, linearizability.MakeKey, linearizability.Block, linearizability.UseKey}, byKey},
		"a key comes back after an unblock": {writing(sameEpoch),
			kinds{linearizability.Accept, linearizability.MakeKey, linearizability.Block, linearizability.Unblock,
				linearizability.UseKey}, byKey},
		"a key keeps its role when its person is demoted": {
			all(reading(rootIs("", "owner")), writing(unasked(isHolder))),
			kinds{linearizability.Accept, linearizability.MakeKey, linearizability.Role},
			func(in linearizability.Input) bool { return byKey(in) && in.Kind != linearizability.Get }},
		"a key outlives the key it was made with": {all(reading(everyAncestor), writing(unasked(isAPIKey))),
			kinds{linearizability.MakeKey, linearizability.EndKey, linearizability.UseKey}, byKey},
		"an invitation outlives its sponsor": {writing(unasked(isSponsor)),
			kinds{linearizability.Accept, linearizability.Role, linearizability.Block},
			func(in linearizability.Input) bool { return in.Kind == linearizability.Accept }},
		"a suspended organization is changed": {all(reading(neverSuspended), writing(evenSuspended)),
			kinds{linearizability.Suspend, linearizability.Role},
			func(in linearizability.Input) bool { return in.Kind != linearizability.Get }},
		"TTL gives a seat back twice": {writing(markedTwice), kinds{linearizability.TTL},
			func(linearizability.Input) bool { return true }},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(maxRuns * 3) { // a rule takes more to be broken in than a condition
				run := &linearizability.Run{Seed: seed + 1, Clients: 12, Rather: tt.rather, Change: all(withoutClearing, tt.change)}
				if slices.Contains(tt.rather, linearizability.MakeKey) {
					run.Clients, run.Each, run.Addresses = 2, 1, 4
				}
				report := runBroken(t, run)
				if slices.ContainsFunc(report.Violations, func(v linearizability.Violation) bool {
					return v.History != nil && tt.shows(impossible(v))
				}) {
					t.Logf("found in run %d", seed+1)
					return
				}
			}
			t.Errorf("nothing was noticed in %d runs", maxRuns*3)
		})
	}
}

// TestClearingMayFail runs without the clearing up behind a block, a removal and a demotion: every rule still holds.
func TestClearingMayFail(t *testing.T) {
	t.Parallel()
	for _, v := range runBroken(t, &linearizability.Run{Seed: 1, Clients: 12, Change: withoutClearing}).Violations {
		t.Errorf("organization %d: %s", v.Organization, v.What)
	}
}

type kinds = []linearizability.Kind

func runBroken(t *testing.T, r *linearizability.Run) linearizability.Report {
	t.Helper()
	r.Operations, r.Database = 420, localtest.Database(t)
	report, err := r.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// impossible is the first operation of a history whose answer cannot be right.
func impossible(v linearizability.Violation) linearizability.Input {
	answered := slices.DeleteFunc(linearizability.FirstImpossible(v.Initial, v.History), func(o porcupine.Operation) bool {
		return o.Output.(linearizability.Output).Unknown
	})
	last := slices.MaxFunc(answered, func(a, b porcupine.Operation) int { return int(a.Return - b.Return) })
	return last.Input.(linearizability.Input)
}

func all(changes ...func(*app.App)) func(*app.App) {
	return func(a *app.App) {
		for _, change := range changes {
			change(a)
		}
	}
}

// reading has the items changed that a batch finds, among them those that it does not find.
func reading(change func(asked []store.Key, found map[store.Key]store.Item)) func(*app.App) {
	return intercepting(func(ctx context.Context, in any, next func(context.Context) (any, error)) (any, error) {
		out, err := next(ctx)
		batch, ok := in.(*dynamodb.BatchGetItemInput)
		if !ok || err != nil {
			return out, err
		}
		answer := out.(*dynamodb.BatchGetItemOutput)
		for table, asked := range batch.RequestItems {
			var keys []store.Key
			for _, k := range asked.Keys {
				keys = append(keys, store.Item(k).Key())
			}
			found := map[store.Key]store.Item{}
			for _, item := range answer.Responses[table] {
				found[store.Item(item).Key()] = item
			}
			change(keys, found)
			answer.Responses[table] = nil
			for _, item := range found {
				answer.Responses[table] = append(answer.Responses[table], item)
			}
		}
		return answer, nil
	})
}

// intercepting puts a function around every call to DynamoDB.
func intercepting(call func(context.Context, any, func(context.Context) (any, error)) (any, error)) func(*app.App) {
	return func(a *app.App) {
		around := middleware.InitializeMiddlewareFunc("broken"+strconv.Itoa(len(a.Middleware)),
			func(ctx context.Context, in middleware.InitializeInput,
				next middleware.InitializeHandler) (out middleware.InitializeOutput, meta middleware.Metadata, err error) {
				out.Result, err = call(ctx, in.Parameters, func(ctx context.Context) (any, error) {
					out, meta, err = next.HandleInitialize(ctx, in)
					return out.Result, err
				})
				return out, meta, err
			})
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions,
				func(s *middleware.Stack) error { return s.Initialize.Add(around, middleware.After) })
		})
	}
}

// writing has every transaction changed on its way.
func writing(change func([]types.TransactWriteItem) []types.TransactWriteItem) func(*app.App) {
	return intercepting(func(ctx context.Context, in any, next func(context.Context) (any, error)) (any, error) {
		if t, ok := in.(*dynamodb.TransactWriteItemsInput); ok {
			t.TransactItems = change(t.TransactItems)
		}
		return next(ctx)
	})
}

var errClearing = errors.New("nothing is cleared up")

// withoutClearing fails the transactions that delete keys which have ended, and invitations that lost their sponsor.
func withoutClearing(a *app.App) {
	intercepting(func(ctx context.Context, in any, next func(context.Context) (any, error)) (any, error) {
		t, ok := in.(*dynamodb.TransactWriteItemsInput)
		if !ok {
			return next(ctx)
		}
		asked := slices.ContainsFunc(t.TransactItems, func(i types.TransactWriteItem) bool { return i.ConditionCheck != nil })
		for _, i := range t.TransactItems {
			if i.Delete == nil {
				continue
			}
			_, sponsored := i.Delete.ExpressionAttributeNames["#sponsor"]
			kind := store.Item(i.Delete.Key).Kind()
			if kind == store.KindUser && sponsored || kind == store.KindAPIKey && !asked {
				return nil, errClearing
			}
		}
		return next(ctx)
	})(a)
}

// rootIs has the person of an API key found with a status, in the key's epoch, or with a role, whatever they are.
func rootIs(status, role string) func([]store.Key, map[store.Key]store.Item) {
	return func(asked []store.Key, found map[store.Key]store.Item) {
		for _, k := range asked {
			if k.Kind() != store.KindAPIKey || found[k] == nil {
				continue
			}
			var key store.APIKey
			if err := found[k].Decode(&key); err != nil {
				continue
			}
			root := store.UserKey(key.Org, key.Root)
			u := maps.Clone(found[root])
			switch {
			case status == "" && u == nil:
				continue
			case u == nil:
				u = root.Item()
				u["id"], u["role"] = text(key.Root), text("owner")
			}
			if status != "" {
				u["status"], u["keys_epoch"] = text(status), &types.AttributeValueMemberN{Value: strconv.Itoa(key.RootEpoch)}
			}
			if role != "" {
				u["role"] = text(role)
			}
			found[root] = u
		}
	}
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

// everyAncestor has the keys found that a key descends from, also when they are not there.
func everyAncestor(asked []store.Key, found map[store.Key]store.Item) {
	if slices.ContainsFunc(asked, func(k store.Key) bool { return k.Kind() != store.KindAPIKey }) {
		return
	}
	for _, k := range asked {
		if found[k] == nil {
			found[k] = k.Item()
		}
	}
}

// unasked has checks of items pass whatever the items are.
func unasked(which func(*types.ConditionCheck) bool) func([]types.TransactWriteItem) []types.TransactWriteItem {
	return func(items []types.TransactWriteItem) []types.TransactWriteItem {
		for _, item := range items {
			if c := item.ConditionCheck; c != nil && which(c) {
				c.ConditionExpression = new("attribute_exists(pk) OR attribute_not_exists(pk)")
				c.ExpressionAttributeNames, c.ExpressionAttributeValues = nil, nil
			}
		}
		return items
	}
}

func isAPIKey(c *types.ConditionCheck) bool { return store.Item(c.Key).Kind() == store.KindAPIKey }

// isHolder is the check of the person of the API key that asks.
func isHolder(c *types.ConditionCheck) bool {
	_, epoch := c.ExpressionAttributeNames["#keys_epoch"]
	return store.Item(c.Key).Kind() == store.KindUser && epoch
}

// isSponsor is the check of an invitation's sponsor.
func isSponsor(c *types.ConditionCheck) bool {
	return store.Item(c.Key).Kind() == store.KindUser && !isHolder(c)
}

var setsEpoch = regexp.MustCompile(`#keys_epoch = (:\d+)`)

// sameEpoch has a block leave the epoch of the user's keys as it is.
func sameEpoch(items []types.TransactWriteItem) []types.TransactWriteItem {
	for _, item := range items {
		if item.Update == nil {
			continue
		}
		if m := setsEpoch.FindStringSubmatch(*item.Update.UpdateExpression); m != nil {
			epoch := item.Update.ExpressionAttributeValues[m[1]].(*types.AttributeValueMemberN)
			n, _ := strconv.Atoi(epoch.Value)
			item.Update.ExpressionAttributeValues[m[1]] = &types.AttributeValueMemberN{Value: strconv.Itoa(n - 1)}
		}
	}
	return items
}

var isStatus = regexp.MustCompile(`#status = (:\d+)`)

// markedTwice has expired invitations marked whether or not they have been.
func markedTwice(items []types.TransactWriteItem) []types.TransactWriteItem {
	for _, item := range items {
		u := item.Update
		if u == nil || u.ConditionExpression == nil || store.Item(u.Key).Kind() != store.KindUser {
			continue
		}
		m := isStatus.FindStringSubmatch(*u.UpdateExpression)
		if m == nil {
			continue
		}
		if to, ok := u.ExpressionAttributeValues[m[1]].(*types.AttributeValueMemberS); ok && to.Value == "expired" {
			const either = "(#status = $1 OR attribute_exists(pk))"
			u.ConditionExpression = new(isStatus.ReplaceAllString(*u.ConditionExpression, either))
		}
	}
	return items
}

// neverSuspended has organizations found as if they were not suspended.
func neverSuspended(_ []store.Key, found map[store.Key]store.Item) {
	for _, item := range found {
		delete(item, "suspended_at")
	}
}

// evenSuspended has transactions not ask whether the organization is suspended.
func evenSuspended(items []types.TransactWriteItem) []types.TransactWriteItem {
	const suspended, either = "attribute_not_exists(#suspended_at)",
		"(attribute_not_exists(#suspended_at) OR attribute_exists(#suspended_at))"
	for _, item := range items {
		switch {
		case item.Update != nil && item.Update.ConditionExpression != nil:
			item.Update.ConditionExpression = new(strings.ReplaceAll(*item.Update.ConditionExpression, suspended, either))
		case item.ConditionCheck != nil:
			c := item.ConditionCheck
			c.ConditionExpression = new(strings.ReplaceAll(*c.ConditionExpression, suspended, either))
		}
	}
	return items
}
