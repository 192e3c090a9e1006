package store

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// An attempt that ended without an answer may still be on its way. When a later
// one of the same call is refused, the first may arrive once the condition
// holds, and be applied: so that refusal is no answer to give, and the caller is
// asked to retry.

// errUnanswered is why such a refusal is not given.
var errUnanswered = errors.New("table: refused after an attempt that was not answered")

type unansweredKey struct{}

// noticing gives a context in which watch notices attempts that were not answered.
func noticing(ctx context.Context) (context.Context, *atomic.Bool) {
	unanswered := new(atomic.Bool)
	return context.WithValue(ctx, unansweredKey{}, unanswered), unanswered
}

// watching is the client's part: it looks at every attempt of a call.
func watching(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("UsherUnanswered", watch), "Retry", middleware.After)
	})
}

func watch(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleFinalize(ctx, in)
	if unanswered, ok := ctx.Value(unansweredKey{}).(*atomic.Bool); ok && err != nil && !answered(err) {
		unanswered.Store(true)
	}
	return out, metadata, err
}

// answered reports whether an attempt's error is DynamoDB's own answer. A 5xx
// leaves open what became of the call.
func answered(err error) bool {
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) {
		return false
	}
	status := response.HTTPStatusCode() // 0 where no answer came
	return status > 0 && status < http.StatusInternalServerError
}
