package linearizability_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/store"
	"usher/test/linearizability"
	"usher/test/localtest"
)

// TestBrokenUsher takes one of the things away that Usher's promises hang on: a run must notice each.
func TestBrokenUsher(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		operations int
		change     func([]types.TransactWriteItem) []types.TransactWriteItem
	}{
		"the counters' conditions": {420, without(store.KindOrganization)},
		"the users' conditions":    {420, without(store.KindUser)},
		"who asks, and the locks":  {420, without(store.KindMember)},
		"the audit events":         {210, astray(store.KindEvent)},
		"the open invitations":     {210, astray(store.KindInvitation)},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var last string
			for seed := range uint64(maxRuns) { // what takes a race to show need not show every time
				r := &linearizability.Run{Seed: seed + 1, Operations: tt.operations, Clients: 12, Rates: linearizability.Rates{},
					Database: localtest.Database(t), Change: writing(tt.change)}
				report, err := r.Do(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range report.Violations {
					if strings.Contains(v.What, "internal") {
						t.Error(v.What) // it was to be broken otherwise
					}
				}
				if len(report.Violations) > 0 {
					return
				}
				last = report.Text()
			}
			t.Errorf("nothing was noticed in %d runs, in the last:\n%s", maxRuns, last)
		})
	}
}

// maxRuns is how many runs may pass before a broken Usher must have been noticed.
const maxRuns = 8

// without removes the conditions from writes of items of a kind. That the item exists stays a condition.
func without(kind store.Kind) func([]types.TransactWriteItem) []types.TransactWriteItem {
	const there = "attribute_exists(pk)"
	return func(items []types.TransactWriteItem) []types.TransactWriteItem {
		for i, item := range items {
			switch {
			case item.Update != nil && store.Item(item.Update.Key).Kind() == kind:
				items[i] = stripped(item, there)
			case item.Delete != nil && store.Item(item.Delete.Key).Kind() == kind:
				item.Delete.ConditionExpression, item.Delete.ExpressionAttributeNames, item.Delete.ExpressionAttributeValues = nil, nil, nil
			case item.Put != nil && store.Item(item.Put.Item).Kind() == kind:
				item.Put.ConditionExpression, item.Put.ExpressionAttributeNames, item.Put.ExpressionAttributeValues = nil, nil, nil
			case item.ConditionCheck != nil && store.Item(item.ConditionCheck.Key).Kind() == kind:
				c := item.ConditionCheck
				c.ConditionExpression, c.ExpressionAttributeNames, c.ExpressionAttributeValues = new(there), nil, nil
			}
		}
		return items
	}
}

// stripped leaves an update the names and values that its change uses.
func stripped(item types.TransactWriteItem, condition string) types.TransactWriteItem {
	u := *item.Update
	u.ConditionExpression = new(condition)
	names, values := map[string]string{}, map[string]types.AttributeValue{}
	for name, of := range u.ExpressionAttributeNames {
		if uses(*u.UpdateExpression, name) {
			names[name] = of
		}
	}
	for value, of := range u.ExpressionAttributeValues {
		if uses(*u.UpdateExpression, value) {
			values[value] = of
		}
	}
	u.ExpressionAttributeNames, u.ExpressionAttributeValues = names, values
	if len(values) == 0 {
		u.ExpressionAttributeValues = nil
	}
	return types.TransactWriteItem{Update: &u}
}

// uses reports whether an expression has the placeholder as a word.
func uses(expression, placeholder string) bool {
	words := strings.FieldsFunc(expression, func(r rune) bool { return strings.ContainsRune(" ,()=+-.", r) })
	return slices.Contains(words, placeholder)
}

// astray has the puts of items of a kind go to another partition.
func astray(kind store.Kind) func([]types.TransactWriteItem) []types.TransactWriteItem {
	return func(items []types.TransactWriteItem) []types.TransactWriteItem {
		for i, item := range items {
			if item.Put != nil && store.Item(item.Put.Item).Kind() == kind {
				put := *item.Put
				put.Item = maps.Clone(put.Item)
				maps.Copy(put.Item, store.Key{PK: "ASTRAY", SK: store.Item(put.Item).Key().SK}.Item())
				items[i].Put = &put
			}
		}
		return items
	}
}
