package store

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// API is the part of DynamoDB's client that a Store calls.
type API interface {
	BatchGetItem(
		context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options),
	) (*dynamodb.BatchGetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	TransactWriteItems(
		context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options),
	) (*dynamodb.TransactWriteItemsOutput, error)
}

// Middleware alters a client, for tests: to record its calls, or to make them fail.
type Middleware = func(*dynamodb.Options)

// ClientOptions is what a client needs. The functions make it by hand from what
// Lambda puts in the environment: loading the SDK's whole configuration costs a
// cold start more than the client itself.
type ClientOptions struct {
	Region      string
	Endpoint    string // empty: AWS's own
	Credentials aws.CredentialsProvider
	HTTP        *http.Client
	Middleware  []Middleware
}

// maxAttempts bounds the attempts of one call. With the back-off below they take
// about two seconds when all fail, well inside a function's time.
const maxAttempts = 9

// NewClient makes a DynamoDB client that retries what is safe to retry, and
// whose calls a Meter counts.
func NewClient(o ClientOptions) *dynamodb.Client {
	options := dynamodb.Options{
		Region: o.Region, Credentials: o.Credentials, Retryer: newRetryer(),
	}
	if o.HTTP != nil { // a nil *http.Client is not a nil HTTPClient
		options.HTTPClient = o.HTTP
	}
	if o.Endpoint != "" {
		options.BaseEndpoint = aws.String(o.Endpoint)
	}
	return dynamodb.New(options, append([]Middleware{metering, watching}, o.Middleware...)...)
}

// newRetryer adds transaction conflicts to what the SDK retries anyway
// (connection failures, throttling, 5xx). The SDK's token bucket is switched
// off: it is made for long-lived clients, and would give up on conflicts under
// a burst that a few milliseconds more resolve.
func newRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.MaxBackoff = 400 * time.Millisecond
		o.RateLimiter = ratelimit.None
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(retryableCancel)}, o.Retryables...)
		o.Backoff = retry.BackoffDelayerFunc(backoff)
	})
}

// retryableCancel says that a cancelled transaction may be retried when no
// condition failed and what stood in the way is gone in a moment. A single write
// that meets a transaction on its item is refused by an error of its own.
func retryableCancel(err error) aws.Ternary {
	if _, ok := errors.AsType[*types.TransactionConflictException](err); ok {
		return aws.TrueTernary
	}
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return aws.UnknownTernary
	}
	return aws.BoolTernary(passing(cancelled.CancellationReasons))
}

func passing(reasons []types.CancellationReason) bool {
	transient := []string{"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
	found := false
	for _, r := range reasons {
		code := aws.ToString(r.Code)
		if code == "ConditionalCheckFailed" {
			return false
		}
		found = found || slices.Contains(transient, code)
	}
	return found
}
