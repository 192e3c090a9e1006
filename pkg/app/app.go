package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"usher/pkg/app/config"
	"usher/pkg/core/access"
	"usher/pkg/core/activity"
	"usher/pkg/core/audit"
	"usher/pkg/core/ratelimit"
	"usher/pkg/lib/id"
	"usher/pkg/store"
	"usher/pkg/transport"
	"usher/pkg/transport/lambdahttp"
	"usher/pkg/transport/requestlog"
)

// App is what all operations share. Every field may be set before use; New gives those of a function in an account.
type App struct {
	Config config.Config
	Region string
	// The endpoints are empty for AWS's own.
	DynamoDBEndpoint, SESEndpoint, SSMEndpoint, EventBridgeEndpoint string

	Credentials aws.CredentialsProvider
	HTTP        *http.Client
	Middleware  []store.Middleware
	Random      io.Reader
	Now         func() time.Time
	Logger      *slog.Logger
	MinTimeout  time.Duration // see transport.Options; 0 in an account
	Service     string        // see transport.Options; the table's name in an account

	once  sync.Once
	table *store.Store

	gateOnce sync.Once
	gate     *ratelimit.Gate

	early func(fetch func(context.Context)) // takes what is worth fetching before the first event; nil: nothing is
}

// attemptTimeout bounds one attempt of one call: DynamoDB answers in milliseconds, or it is better to retry.
const attemptTimeout = 3 * time.Second

// New makes an App from the environment, as Lambda or the local system sets it.
// It returns an error that names every bad setting.
func New(getenv func(string) string) (*App, error) {
	c, err := config.Read(getenv)
	if err != nil {
		return nil, err
	}
	return &App{
		Config: c, Region: getenv("AWS_REGION"), Service: c.Table,
		DynamoDBEndpoint:    cmp.Or(getenv("AWS_ENDPOINT_URL_DYNAMODB"), getenv("AWS_ENDPOINT_URL")),
		SESEndpoint:         cmp.Or(getenv("AWS_ENDPOINT_URL_SESV2"), getenv("AWS_ENDPOINT_URL")),
		SSMEndpoint:         cmp.Or(getenv("AWS_ENDPOINT_URL_SSM"), getenv("AWS_ENDPOINT_URL")),
		EventBridgeEndpoint: cmp.Or(getenv("AWS_ENDPOINT_URL_EVENTBRIDGE"), getenv("AWS_ENDPOINT_URL")),
		Credentials:         environmentCredentials(getenv),
		HTTP:                httpClient(),
		Random:              rand.Reader, Now: time.Now,
		Logger: slog.New(slog.NewJSONHandler(os.Stdout, nil)),
	}, nil
}

// environmentCredentials reads them from the environment at every use. Lambda
// starts a new process for new ones, so they cannot go stale within one.
func environmentCredentials(getenv func(string) string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{
			AccessKeyID: getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: getenv("AWS_SECRET_ACCESS_KEY"),
			SessionToken: getenv("AWS_SESSION_TOKEN"), Source: "environment",
		}, nil
	})
}

func httpClient() *http.Client {
	return &http.Client{Timeout: attemptTimeout, Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConns: 64, MaxIdleConnsPerHost: 64,
		IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 2 * time.Second, ForceAttemptHTTP2: false,
		// A second connection, for calls at the same time, resumes the first one's session.
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(0)},
	}}
}

// Table is the table's store.
func (a *App) Table() *store.Store {
	a.once.Do(func() {
		client := store.NewClient(store.ClientOptions{Region: a.Region, Endpoint: a.DynamoDBEndpoint,
			Credentials: a.Credentials, HTTP: a.HTTP, Middleware: a.Middleware})
		a.table = store.New(client, a.Config.Table, a.IDs())
	})
	return a.table
}

// IDs is the source of ids and secrets.
func (a *App) IDs() id.Source { return id.Source{Random: a.Random, Now: a.Now} }

// Log begins transactions with audit events.
func (a *App) Log() audit.Log { return audit.Log{Table: a.Table(), IDs: a.IDs(), Now: a.Now} }

// Guard checks callers.
func (a *App) Guard() *access.Guard {
	return &access.Guard{Table: a.Table(), Log: a.Log(), Now: a.Now, Roles: a.Config.Roles, Unnoted: a.unnoted,
		ProofLifetime: a.Config.ProofLifetime}
}

// unnoted logs that it could not be noted when a caller was last here, which is most likely a role that lacks a right.
func (a *App) unnoted(ctx context.Context, c *access.Caller, err error) {
	a.Logger.LogAttrs(ctx, slog.LevelWarn, "use not noted", slog.String("request_id", c.RequestID), requestlog.Cause(err))
}

// Limits limits attempts.
func (a *App) Limits() ratelimit.Limiter {
	return ratelimit.Limiter{Table: a.Table(), Now: a.Now, Off: a.Config.LimitsOff}
}

// Gate limits the requests of each caller: one for all operations that this process runs.
func (a *App) Gate() *ratelimit.Gate {
	a.gateOnce.Do(func() {
		a.gate = &ratelimit.Gate{Table: a.Table(), Now: a.Now, Off: a.Config.LimitsOff, Logger: a.Logger}
	})
	return a.gate
}

// Activity records what leaves no change.
func (a *App) Activity() activity.Log {
	return activity.Log{Table: a.Table(), Now: a.Now, Kept: a.Config.ActivityKept}
}

// Options is what running operations needs.
func (a *App) Options() transport.Options {
	return transport.Options{Prove: a.Guard().Prove, Limit: a.Gate().Admit, IDs: a.IDs(), Now: a.Now, Logger: a.Logger,
		Dashboard: a.Config.Dashboard, Secure: a.Config.Secure(), MinTimeout: a.MinTimeout, Service: a.Service,
		Roles: a.Config.Roles}
}

// ServeAuthorizer is the main of get-authorization, which is a Lambda authorizer too.
func ServeAuthorizer(build func(*App) *transport.Handler) {
	handler, err := ready(build, ask)
	lambdahttp.StartAuthorizer(handler, err, os.Getenv("USHER_TRUSTED_PROXY"))
}

// Serve is the main of an operation's function.
func Serve(build func(*App) *transport.Handler) {
	handler, err := ready(build, ask)
	lambdahttp.Start(handler, err, os.Getenv("USHER_TRUSTED_PROXY"))
}
