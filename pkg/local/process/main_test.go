package process_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/local/process"
	"usher/test/localtest"
)

// orphanVariable makes this test binary a program that starts a server and waits to be killed.
const orphanVariable = "USHER_TEST_ORPHAN"

func TestMain(m *testing.M) {
	if os.Getenv(orphanVariable) != "" {
		leaveOrphan()
	}
	localtest.Main(m)
}

func leaveOrphan() {
	mailbox, err := process.StartMailbox(context.Background(), process.Options{})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(mailbox.Endpoint())
	select {}
}

type starter = func(context.Context, process.Options) (*process.Process, error)

// started returns a running server that is closed with the test.
func started(t *testing.T, start starter, o process.Options) *process.Process {
	t.Helper()
	process, err := start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := process.Close(); err != nil {
			t.Error(err)
		}
	})
	return process
}

// gone fails the test unless endpoint soon refuses connections.
func gone(t *testing.T, endpoint string) {
	t.Helper()
	address := strings.TrimPrefix(endpoint, "http://")
	for {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		connection.Close()
		select {
		case <-time.After(10 * time.Millisecond):
		case <-patience(t).Done():
			t.Fatalf("%s still listens", endpoint)
		}
	}
}

// patience ends shortly before the test would be killed for taking too long, so that it can tell why.
func patience(t *testing.T) context.Context {
	deadline, ok := t.Deadline()
	if !ok {
		return t.Context()
	}
	ctx, cancel := context.WithDeadline(t.Context(), deadline.Add(-5*time.Second))
	t.Cleanup(cancel)
	return ctx
}

func answers(t *testing.T, endpoint string) {
	t.Helper()
	response, err := process.HTTPClient().Get(endpoint + "/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode >= http.StatusInternalServerError {
		t.Fatalf("GET %s/: %s", endpoint, response.Status)
	}
}

func clientOf(p *process.Process) *dynamodb.Client {
	return dynamodb.NewFromConfig(process.AWSConfig(p.Endpoint()))
}

// newTable makes a table with the one string key pk.
func newTable(t *testing.T, client *dynamodb.Client, name string) {
	t.Helper()
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:            aws.String(name),
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func tables(t *testing.T, client *dynamodb.Client) []string {
	t.Helper()
	output, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	if err != nil {
		t.Fatal(err)
	}
	return output.TableNames
}
