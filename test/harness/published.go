package harness

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"usher/pkg/app"
	"usher/pkg/core/audit"
	"usher/pkg/core/audit/publish"
	"usher/pkg/store"
)

// messages is the committed JSON Schema of what is published, by type.
var messages = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	_, here, _, _ := runtime.Caller(0)
	c, all := jsonschema.NewCompiler(), map[string]*jsonschema.Schema{}
	c.AssertFormat()
	for _, t := range publish.Types() {
		var err error
		path := filepath.Join(filepath.Dir(here), "..", "..", "docs", "events", "v1.schema.json#/$defs/"+t.Name)
		if all[t.Name], err = c.Compile(path); err != nil {
			return nil, err
		}
	}
	return all, nil
})

// holdToSchema holds every audit event that the system writes to docs/events: what a consumer would get of it is of a
// declared type, with declared changes.
func holdToSchema(t testing.TB) Option {
	observe := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
		middleware.InitializeOutput, middleware.Metadata, error) {
		if tx, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput); ok {
			for _, w := range tx.TransactItems {
				if w.Put != nil {
					holdMessage(t, w.Put.Item)
				}
			}
		}
		return next.HandleInitialize(ctx, in)
	}
	return func(a *app.App) {
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("messages", observe), middleware.After)
			})
		})
	}
}

func holdMessage(t testing.TB, item store.Item) {
	t.Helper()
	if _, ok := store.TrailOf(item.Key()); !ok {
		return
	}
	types, err := messages()
	if err != nil {
		t.Error(err)
		return
	}
	events, err := audit.Decode([]store.Item{item})
	if err != nil {
		t.Error(err)
		return
	}
	m := publish.From(events[0], "1")
	m.Actor.Type = cmp.Or(m.Actor.Type, "system") // of a test that calls a use case beside its operation
	of, ok := types[m.Type]
	if !ok {
		t.Errorf("%s is no type of message: declare it in pkg/core/audit/publish", m.Type)
		return
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Error(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err == nil {
		err = of.Validate(value)
	}
	if err != nil {
		t.Errorf("not as pkg/core/audit/publish declares it: %s: %v", text, err)
	}
}
