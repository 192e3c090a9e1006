package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/factors"
	"usher/pkg/local/localapp"
	"usher/pkg/local/process"
	"usher/pkg/local/seed"
	"usher/pkg/store/schema"
	"usher/pkg/transport/httpserver"
	"usher/pkg/transport/lambdaevent"
)

// Run runs the system until the context ends, and then stops all of it. Its error is
// one sentence if something that it needs is missing or taken.
func Run(ctx context.Context, s Settings, out io.Writer) error {
	root, err := process.FindRoot(s.Root)
	if err != nil {
		return err
	}
	s.Root = root
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	parts, err := s.startParts(ctx, out)
	defer parts.close()
	if err != nil {
		return err
	}
	a, err := s.newApp(parts)
	if err != nil {
		return err
	}
	client := dynamodb.NewFromConfig(process.AWSConfig(parts.database))
	if err := schema.Create(ctx, client, tableName); err != nil {
		return err
	}
	if err := seed.Seed(ctx, a); err != nil {
		return err
	}
	return s.serve(ctx, a, client, parts, listener, out)
}

// parts are the servers that stand in for AWS.
type parts struct {
	database, mailbox string
	processes         []*process.Process
}

func (p *parts) close() {
	for _, process := range p.processes {
		_ = process.Close()
	}
}

func (s Settings) startParts(ctx context.Context, out io.Writer) (*parts, error) {
	p := &parts{database: s.DynamoDBEndpoint, mailbox: s.SESEndpoint}
	type starter = func(context.Context, process.Options) (*process.Process, error)
	start := func(what string, f starter, o process.Options, to *string) error {
		if *to != "" {
			return nil
		}
		fmt.Fprintln(out, "starting", what)
		process, err := f(ctx, o)
		if err != nil {
			return err
		}
		p.processes, *to = append(p.processes, process), process.Endpoint()
		return nil
	}
	dir := ""
	if !s.Memory {
		dir = filepath.Join(s.Root, ".local", "table-"+strconv.Itoa(s.DBPort))
	}
	err := start("DynamoDB Local", process.StartDatabase,
		process.Options{Root: s.Root, Port: s.DBPort, PortVariable: "DB_PORT", Dir: dir}, &p.database)
	if err == nil {
		err = start("the mailbox", process.StartMailbox,
			process.Options{Root: s.Root, Port: s.MailPort, PortVariable: "MAIL_PORT"}, &p.mailbox)
	}
	return p, err
}

func (s Settings) newApp(p *parts) (*app.App, error) {
	a, err := localapp.New(p.database, s.environment)
	if err != nil {
		return nil, err
	}
	if a.Config.LinkKeys == "" {
		a.Config.LinkKeys = seed.LinkKeys
	}
	if a.Config.FactorKeys == "" {
		a.Config.FactorKeys = seed.LinkKeys
	}
	a.SESEndpoint, a.Logger = p.mailbox, slog.New(slog.NewTextHandler(os.Stderr, nil))
	return a, nil
}

// serve runs the server, the followers and the schedules until one of them fails or the context ends.
func (s Settings) serve(
	ctx context.Context, a *app.App, client *dynamodb.Client, p *parts, l net.Listener, out io.Writer,
) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	for _, follower := range s.followers(ctx, a, client, p) {
		wait.Go(func() { cancel(follower.Run(ctx)) })
	}
	wait.Go(func() { tick(ctx, s.ScheduleEvery, app.Expire(a), a.Logger) })
	wait.Go(func() { tick(ctx, api.PurgeOrganizations.Every, app.Purge(a), a.Logger) })
	wait.Go(func() { tick(ctx, api.FinishEmailChanges.Every, app.FinishEmailChanges(a), a.Logger) })
	wait.Go(func() { tick(ctx, api.FinishErasures.Every, app.FinishErasures(a), a.Logger) })
	wait.Go(func() { tick(ctx, api.RecountSeats.Every, app.RecountSeats(a), a.Logger) })
	for _, process := range p.processes {
		wait.Go(func() {
			select {
			case <-ctx.Done():
			case <-process.Done():
				cancel(fmt.Errorf("a part of the system ended: %w", process.Err()))
			}
		})
	}
	server := &http.Server{Handler: s.handler(a, client, p), ReadHeaderTimeout: 10 * time.Second,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	wait.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			cancel(err)
		}
	})
	s.announce(out, p)
	<-ctx.Done()
	bye, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer stop()
	_ = server.Shutdown(bye)
	wait.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

func tick(ctx context.Context, every time.Duration, job lambdaevent.Schedule, logger *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
		if err := job(ctx, ""); err != nil && ctx.Err() == nil {
			logger.ErrorContext(ctx, "schedule", "cause", err)
		}
	}
}

// deadLetter stores the records that could not be handled in a file, in place of the dead-letter queue.
func (s Settings) deadLetter(logger *slog.Logger) func(events.DynamoDBEventRecord, error) {
	path := filepath.Join(s.Root, ".local", "dead-letters.jsonl")
	return func(r events.DynamoDBEventRecord, cause error) {
		logger.Error("record not handled", "file", path, "sequence_number", r.Change.SequenceNumber, "cause", cause)
		line, err := json.Marshal(map[string]any{"sequence_number": r.Change.SequenceNumber, "keys": r.Change.Keys})
		if err == nil {
			err = appendTo(path, append(line, '\n'))
		}
		if err != nil {
			logger.Error("record not stored", "cause", err)
		}
	}
}

func appendTo(path string, line []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(line)
	return errors.Join(err, f.Close())
}

func (s Settings) announce(out io.Writer, p *parts) {
	events := ""
	if s.Events != nil {
		events = fmt.Sprintf("  events go to        %s\n  signed with         %s\n", s.Events.Address(), s.EventsSecret)
	}
	fmt.Fprintf(out, `
Usher is up. Ctrl-C stops all of it.

  dashboard and API   %s   (API below /v1)
  mailbox             %s
  table               %s
%s
  sign in as          %s   (Owner of Acme)
  or as               %s   (Auditor)
  password            %s

`, s.URL(), p.mailbox, p.database, events, seed.Owner, seed.Auditor, seed.Password)
}

func (s Settings) handler(a *app.App, client *dynamodb.Client, p *parts) http.Handler {
	files := Files(s.Root, a.Config.Brand, a.Config.Roles)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { health(w, r, client, p) })
	mux.Handle("GET "+DocumentPath, files)
	mux.Handle("/", httpserver.New(factors.Handlers(a), a.Config.Dashboard, files))
	return mux
}

// health responds with 200 if everything is up, otherwise with 503 and what is not.
func health(w http.ResponseWriter, r *http.Request, client *dynamodb.Client, p *parts) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	name, state := tableName, map[string]string{"table": "up", "mailbox": "up"}
	if _, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name}); err != nil {
		state["table"] = "down"
	}
	if !answers(ctx, p.mailbox) {
		state["mailbox"] = "down"
	}
	w.Header().Set("Content-Type", "application/json")
	if state["table"] != "up" || state["mailbox"] != "up" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(state)
}

func answers(ctx context.Context, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	response, err := process.HTTPClient().Do(r)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil
}
