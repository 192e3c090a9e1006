package delivery_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/test/harness"
)

// interrupt does something just before the next transaction is written, and so
// between what was read to decide it and its write.
func interrupt(do *func()) harness.Option {
	return func(a *app.App) {
		a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
			o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
				return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("interrupt",
					func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
						if _, writes := in.Parameters.(*dynamodb.TransactWriteItemsInput); writes && *do != nil {
							now := *do
							*do = nil
							now()
						}
						return next.HandleInitialize(ctx, in)
					}), middleware.Before)
			})
		})
	}
}

// TestOvertaken has another event, or a resend, written between an event's read
// and its write: the conditions of the write find it.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before, event, between string
		delivery               api.Delivery
		problem                bool
		told                   int
	}{
		"the same event":             {event: "delivery", between: "delivery", delivery: api.Delivered, told: 1},
		"a later stage":              {event: "send", between: "complaint", delivery: api.Complained, problem: true, told: 1},
		"an earlier stage":           {event: "bounce_permanent", between: "delivery", delivery: api.Bounced, problem: true, told: 2},
		"a problem alone":            {before: "bounce_transient", event: "delivery", between: "bounce_permanent", delivery: api.Bounced, problem: true, told: 2},
		"the invitation is replaced": {event: "bounce_permanent", delivery: api.Queued, told: 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var between func()
			s := harness.New(t, interrupt(&between))
			owner := s.Found(t, "Acme")
			c := &scene{s, owner, owner.Invite(t, api.Auditor), app.RecordDelivery(s.App)}
			if tt.before != "" {
				c.take(t, c.tell(t, tt.before))
			}
			event := c.tell(t, tt.event)
			between = func() {
				if tt.between != "" {
					c.take(t, c.tell(t, tt.between))
					return
				}
				s.Clock.Advance(time.Second)
				owner.Do(t, "POST", owner.Path("users", c.user.ID, "invitation"), nil).Want(t, 202, "")
			}
			c.take(t, event)
			u := c.item(t)
			if u.Invitation.Delivery != tt.delivery || (u.AddressProblem != nil) != tt.problem || len(c.events(t)) != tt.told {
				t.Errorf("%s, problem %+v, %d audit events", u.Invitation.Delivery, u.AddressProblem, len(c.events(t)))
			}
		})
	}
}
