package harness

import (
	"context"
	"errors"
	"math"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"

	"usher/pkg/app"
)

// Interruption cuts a system off from DynamoDB after some calls, as a crash would, until it ends.
type Interruption struct{ left atomic.Int64 }

// Option has a system be interrupted.
func (i *Interruption) Option(a *app.App) {
	i.End()
	cut := func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
		middleware.InitializeOutput, middleware.Metadata, error) {
		if i.left.Add(-1) < 0 {
			return middleware.InitializeOutput{}, middleware.Metadata{}, errors.New("interrupted")
		}
		return next.HandleInitialize(ctx, in)
	}
	a.Middleware = append(a.Middleware, func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("interruption", cut), middleware.Before)
		})
	})
}

// After lets so many calls through and no more.
func (i *Interruption) After(calls int) { i.left.Store(int64(calls)) }

// End ends it, and reports whether it has cut anything off.
func (i *Interruption) End() bool { return i.left.Swap(math.MaxInt64/2) < 0 }
