package transport

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"usher/pkg/api"
	"usher/pkg/api/bind"
	"usher/pkg/api/problem"
	"usher/pkg/core/access"
	"usher/pkg/core/idempotency"
	"usher/pkg/lib/id"
	"usher/pkg/lib/trace"
	"usher/pkg/transport/requestlog"
)

// UseCase is what an operation does, free of HTTP.
type UseCase[Input, Output any] func(context.Context, *access.Caller, Input) (Output, error)

// ReplyUseCase is one whose answer sets more than its output: a session that begins or ends, say.
type ReplyUseCase[Input, Output any] func(context.Context, *access.Caller, Input) (Output, access.Reply, error)

// Options is what running operations needs, the same for all of them.
type Options struct {
	IDs    id.Source
	Now    func() time.Time
	Logger *slog.Logger
	// Dashboard is its origin: cookie requests must come from there, and problems are described there.
	Dashboard string
	Secure    bool // the dashboard is on https
	// MinTimeout counts instead of the operation's own time, where there is no Lambda to end it; 0: none.
	MinTimeout time.Duration
	// Prove proves a caller before a large body is read; nil: the use case alone.
	Prove func(context.Context, *access.Caller) error
	// Limit counts a request by its caller; nil: without limits.
	Limit   func(context.Context, *access.Caller) error
	Roles   api.Roles
	Service string // what metrics are filed under (see package emf); empty: the log holds none
}

// Handler runs one operation.
type Handler struct {
	Route   api.Route
	run     func(context.Context, *access.Caller, bind.Source) (any, access.Reply, error)
	o       Options
	origins *http.CrossOriginProtection
}

// New ties a use case to its operation. Another operation's use case does not compile.
func New[Input, Output any](op api.Operation[Input, Output], use UseCase[Input, Output], o Options) *Handler {
	return NewReply(op, func(ctx context.Context, c *access.Caller, in Input) (Output, access.Reply, error) {
		out, err := use(ctx, c, in)
		return out, access.Reply{}, err
	}, o)
}

// NewReply is New for a ReplyUseCase.
func NewReply[Input, Output any](op api.Operation[Input, Output], use ReplyUseCase[Input, Output], o Options) *Handler {
	h := &Handler{Route: op.Route, o: o, origins: protection(o.Dashboard)}
	h.run = func(ctx context.Context, c *access.Caller, s bind.Source) (any, access.Reply, error) {
		var in Input
		err := bind.Into(&in, s)
		c.NeedsProof = op.Proof
		if asked, ok := any(in).(interface{ NeedsProof() bool }); ok && op.Proof {
			c.NeedsProof = asked.NeedsProof()
		}
		if err == nil && op.Creates {
			header := strings.TrimSpace(s.Header.Get(idempotency.Header))
			c.Idempotency, err = idempotency.New(op.ID, c.Scope(), c.Secret(), header, in, o.Now)
		}
		if err != nil {
			return nil, access.Reply{}, err
		}
		out, reply, err := use(ctx, c, in)
		if stored, ok := errors.AsType[*idempotency.Stored](err); ok {
			var first Output
			err = stored.Decode(&first)
			return first, access.Reply{Replayed: true}, err
		}
		return out, reply, err
	}
	return h
}

// margin is how much of a function's time is kept for the answer.
const margin = 500 * time.Millisecond

// Handle answers a request. Every failure is a response too, a panic included; it never panics itself.
func (h *Handler) Handle(ctx context.Context, r Request) (response Response) {
	ctx, work := requestlog.Begin(ctx, h.o.Now, trace.Continue(r.Header, h.o.IDs.Random))
	ctx, cancel := context.WithTimeout(ctx, max(h.Route.Timeout-margin, h.o.MinTimeout))
	defer cancel()
	actor := ""
	c := h.caller(r)
	c.Known = func(id string) { actor = id }
	var err error
	defer func() {
		if cause := recover(); cause != nil {
			err = &panicked{cause, debug.Stack()}
			response = h.failure(c, err)
		}
		response.set("Traceparent", work.Span.Parent())
		h.log(ctx, line{requestID: c.RequestID, actor: actor, cold: r.Cold, status: response.Status, err: err}, work.End())
	}()
	out, reply, err := h.act(ctx, c, r)
	if err == nil {
		response, err = h.success(c, r, out, reply)
	}
	if err != nil {
		response = h.failure(c, err)
	}
	return response
}

// caller reads from the request who its sender claims to be.
func (h *Handler) caller(r Request) *access.Caller {
	c := &access.Caller{RequestID: r.ID, Client: r.Client, Agent: r.Header.Get("User-Agent"),
		Pending: h.Route.Pending, Changes: h.Route.Method != http.MethodGet}
	if c.RequestID == "" {
		c.RequestID = h.o.IDs.New(id.Request)
	}
	if header := r.Header.Get("Authorization"); header != "" {
		key, ok := access.ParseKeyToken(bearer(header))
		c.Key, c.BadBearer = &key, !ok
		return c // no cookie stands in for a bad API key
	}
	if token, ok := access.ParseDeviceToken(r.Cookie(h.deviceCookieName())); ok {
		c.Device = &token
	}
	if token, ok := access.ParseSessionToken(r.Cookie(h.cookieName())); ok {
		c.Session = &token
	}
	return c
}

// act runs the steps before and including the use case.
func (h *Handler) act(ctx context.Context, c *access.Caller, r Request) (any, access.Reply, error) {
	if r.PastProxy {
		return nil, access.Reply{}, problem.New(problem.Forbidden, "Send requests to the address of the dashboard.")
	}
	err := h.checkOrigin(r)
	if err == nil && h.o.Limit != nil && r.Asked == "" {
		err = h.o.Limit(ctx, c)
	}
	if err == nil && c.Key != nil && h.Route.Caller == api.Anyone {
		err = problem.New(problem.Forbidden, "An API key cannot do this. Send the request without one.")
	}
	if err == nil {
		err = h.checkBody(r)
	}
	if err == nil {
		err = h.admit(ctx, c, r)
	}
	if err != nil {
		return nil, access.Reply{}, err
	}
	return h.run(ctx, c, bind.Source{Roles: h.o.Roles,
		Path: r.Path, Query: r.Query, Header: r.Header, Body: r.Body, HasBody: h.Route.BodyLimit > 0,
	})
}

// large is the size of body that nobody unknown has read: decoding and hashing less takes less than the proof does.
const large = 16 << 10

// admit refuses a caller who is nobody before anything but the size of what they sent has been looked at: at once where
// the request names nobody, and where its body is large by a proof in a round trip of its own.
func (h *Handler) admit(ctx context.Context, c *access.Caller, r Request) error {
	if h.Route.Caller == api.Anyone || h.o.Prove == nil {
		return nil
	}
	if len(r.Body) > large {
		return h.o.Prove(ctx, c)
	}
	return c.Nobody()
}

type panicked struct {
	cause any
	stack []byte
}

func (p *panicked) Error() string { return "panic" }

func (p *panicked) text() string { return fmt.Sprint(p.cause) }
