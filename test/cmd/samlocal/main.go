// Command samlocal runs Usher through the AWS SAM CLI on this machine: DynamoDB Local and the mailbox, `sam local
// start-lambda` and `sam local start-api` on the stack's template, and the table's stream followed to start-lambda,
// which SAM itself does not do. docs/sam.md says what works and what SAM cannot do.
//
// It is started by test/sam/run.sh, which builds the functions and the template. `samlocal table <name>` makes another
// table with the demo's data in the database of one that runs, for one sample.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"usher/pkg/api"
	"usher/pkg/local/localapp"
	"usher/pkg/local/process"
	"usher/pkg/local/seed"
	"usher/pkg/local/stream"
	"usher/pkg/store/schema"
)

// tableName is the table that env.json names to the functions.
const tableName = "usher"

// port is the one that an environment variable names. Containers reach the mailbox, which listens on this machine's
// loopback alone, at BRIDGE_PORT.
func port(variable string) int {
	usual := map[string]int{"DB_PORT": 8000, "MAIL_PORT": 8025, "BRIDGE_PORT": 8026, "PORT": 3000, "LAMBDA_PORT": 3001}
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil {
		return n
	}
	return usual[variable]
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:]); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "samlocal:", err)
		stop()
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string) error {
	switch {
	case len(args) == 2 && args[0] == "table": //nolint:mnd // the command and its argument
		endpoint := fmt.Sprintf("http://127.0.0.1:%d", port("DB_PORT"))
		return prepare(ctx, dynamodb.NewFromConfig(process.AWSConfig(endpoint)), endpoint, args[1])
	case len(args) == 3: //nolint:mnd // those of run
		return run(ctx, args[0], args[1], args[2])
	}
	return errors.New("usage: samlocal <sam> <template> <bridge address>, or samlocal table <name>")
}

func run(ctx context.Context, sam, template, bridge string) error {
	database, err := process.StartDatabase(ctx, process.Options{Port: port("DB_PORT")})
	if err != nil {
		return err
	}
	defer func() { _ = database.Close() }()
	mailbox, err := process.StartMailbox(ctx, process.Options{Port: port("MAIL_PORT")})
	if err != nil {
		return err
	}
	defer func() { _ = mailbox.Close() }()
	client := dynamodb.NewFromConfig(process.AWSConfig(database.Endpoint()))
	if err := prepare(ctx, client, database.Endpoint(), tableName); err != nil {
		return err
	}
	from := net.JoinHostPort(bridge, fmt.Sprint(port("BRIDGE_PORT")))
	if err := forward(ctx, from, fmt.Sprintf("127.0.0.1:%d", port("MAIL_PORT"))); err != nil {
		return err
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for command, variable := range map[string]string{"start-lambda": "LAMBDA_PORT", "start-api": "PORT"} {
		wait.Go(func() { cancel(start(ctx, sam, command, template, port(variable))) })
	}
	for _, c := range api.Consumers() {
		if c.Source == api.FromStream {
			follower := followerOf(c, client, database.Endpoint())
			wait.Go(func() { cancel(follower.Run(ctx)) })
		}
	}
	fmt.Printf("API http://127.0.0.1:%d  mailbox %s  table %s\nsign in as %s with %q\n", port("PORT"), mailbox.Endpoint(),
		database.Endpoint(), seed.Owner, seed.Password)
	<-ctx.Done()
	return context.Cause(ctx)
}

// followerOf brings a consumer's records of the stream to its function.
func followerOf(c api.Consumer, client *dynamodb.Client, endpoint string) *stream.Follower {
	return &stream.Follower{Table: client, Streams: dynamodbstreams.NewFromConfig(process.AWSConfig(endpoint)),
		Name: tableName, Function: invoke(c.ID), Records: c.Records, Events: c.Events, Expired: c.Expired,
		Logger: slog.Default(), Tries: 20,
		DeadLetter: func(r events.DynamoDBEventRecord, err error) {
			slog.Error("a record ended in the dead-letter queue", "function", c.ID,
				"sequence_number", r.Change.SequenceNumber, "cause", err)
		}}
}

// prepare makes a table with the demo's organizations.
func prepare(ctx context.Context, client *dynamodb.Client, endpoint, table string) error {
	if err := schema.Create(ctx, client, table); err != nil {
		return err
	}
	a, err := localapp.New(endpoint, func(name string) string {
		return map[string]string{"USHER_TABLE": table, "USHER_LINK_KEYS": seed.LinkKeys}[name]
	})
	if err != nil {
		return err
	}
	return seed.Seed(ctx, a)
}

// start runs one of SAM's servers until the context ends.
func start(ctx context.Context, sam, command, template string, port int) error {
	cmd := exec.CommandContext(ctx, sam, "local", command, //nolint:gosec // our own script's arguments
		"--template", template, "--env-vars", "cdk.out/sam.env.json", "--port", strconv.Itoa(port), "--skip-pull-image",
		"--warm-containers", "LAZY", "--add-host", "host.docker.internal:host-gateway")
	cmd.Env = append(os.Environ(), "SAM_CLI_TELEMETRY=0", "AWS_DEFAULT_REGION=us-east-1", "AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("sam local %s: %w", command, err)
	}
	return nil
}

// invoke hands a batch to a function behind start-lambda, as Lambda's own API.
func invoke(function string) stream.Function {
	url := fmt.Sprintf("http://127.0.0.1:%d", port("LAMBDA_PORT")) + "/2015-03-31/functions/" + function + "/invocations"
	return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
		var answer events.DynamoDBEventResponse
		body, err := json.Marshal(e)
		if err != nil {
			return answer, err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return answer, err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return answer, err
		}
		defer func() { _ = response.Body.Close() }()
		raw, err := io.ReadAll(response.Body)
		if err == nil && response.StatusCode != http.StatusOK {
			err = fmt.Errorf("start-lambda answered %d %s", response.StatusCode, raw)
		}
		if err != nil {
			return answer, err
		}
		return answer, json.Unmarshal(raw, &answer)
	}
}

// forward passes connections on until the context ends.
func forward(ctx context.Context, from, to string) error {
	listener, err := net.Listen("tcp", from)
	if err != nil {
		return fmt.Errorf("listening where containers reach the mailbox: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	go func() {
		for {
			one, err := listener.Accept()
			if err != nil {
				return
			}
			go pass(one, to)
		}
	}()
	return nil
}

func pass(one net.Conn, to string) {
	defer func() { _ = one.Close() }()
	other, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer func() { _ = other.Close() }()
	go func() { _, _ = io.Copy(other, one) }()
	_, _ = io.Copy(one, other)
}
