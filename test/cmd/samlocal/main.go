// Command samlocal runs Usher through the AWS SAM CLI on this machine: DynamoDB Local and the mailbox, `sam local
// start-lambda` and `sam local start-api` on the stack's template, and the table's stream followed to start-lambda,
// which SAM itself does not do. docs/sam.md says what works and what SAM cannot do.
//
// It is started by test/sam/run.sh, which builds the functions and the template.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
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

// The ports: env.json, which the functions get, names the first two.
const (
	databasePort = 8000
	mailPort     = 8025
	// bridgePort is where containers reach the mailbox, which listens on this machine's loopback alone.
	bridgePort = 8026
	apiPort    = "3000"
	lambdaPort = "3001"
)

const tableName = "usher"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: samlocal <sam> <template> <bridge address>")
		os.Exit(2)
	}
	if err := run(ctx, os.Args[1], os.Args[2], os.Args[3]); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "samlocal:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, sam, template, bridge string) error {
	database, err := process.StartDatabase(ctx, process.Options{Port: databasePort})
	if err != nil {
		return err
	}
	defer func() { _ = database.Close() }()
	mailbox, err := process.StartMailbox(ctx, process.Options{Port: mailPort})
	if err != nil {
		return err
	}
	defer func() { _ = mailbox.Close() }()
	client := dynamodb.NewFromConfig(process.AWSConfig(database.Endpoint()))
	if err := prepare(ctx, client, database.Endpoint()); err != nil {
		return err
	}
	from := net.JoinHostPort(bridge, fmt.Sprint(bridgePort))
	if err := forward(ctx, from, fmt.Sprintf("127.0.0.1:%d", mailPort)); err != nil {
		return err
	}
	var wait sync.WaitGroup
	defer wait.Wait()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for command, port := range map[string]string{"start-lambda": lambdaPort, "start-api": apiPort} {
		wait.Go(func() { cancel(start(ctx, sam, command, template, port)) })
	}
	for _, c := range api.Consumers() {
		if c.Source == api.FromStream {
			follower := followerOf(c, client, database.Endpoint())
			wait.Go(func() { cancel(follower.Run(ctx)) })
		}
	}
	fmt.Printf("API http://127.0.0.1:%s  mailbox %s  table %s\nsign in as %s with %q\n", apiPort, mailbox.Endpoint(),
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

// prepare makes the table with the demo's organizations.
func prepare(ctx context.Context, client *dynamodb.Client, endpoint string) error {
	if err := schema.Create(ctx, client, tableName); err != nil {
		return err
	}
	a, err := localapp.New(endpoint, func(name string) string {
		return map[string]string{"USHER_TABLE": tableName, "USHER_LINK_KEYS": seed.LinkKeys}[name]
	})
	if err != nil {
		return err
	}
	return seed.Seed(ctx, a)
}

// start runs one of SAM's servers until the context ends.
func start(ctx context.Context, sam, command, template, port string) error {
	cmd := exec.CommandContext(ctx, sam, "local", command, //nolint:gosec // our own script's arguments
		"--template", template, "--env-vars", "test/sam/env.json", "--port", port, "--skip-pull-image",
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
	url := "http://127.0.0.1:" + lambdaPort + "/2015-03-31/functions/" + function + "/invocations"
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
