package localtest

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usher/pkg/local/process"
)

// patience is how long a test waits for a server, which may have to be installed first.
const patience = 5 * time.Minute

// server is one that the first test to ask for it starts.
type server struct {
	variable string
	start    func(context.Context, process.Options) (*process.Process, error)

	mutex   sync.Mutex
	asked   bool
	process *process.Process
	err     error
}

var (
	database = server{variable: process.DatabaseVariable, start: process.StartDatabase}
	mailbox  = server{variable: process.MailboxVariable, start: process.StartMailbox}
)

// Database returns the endpoint of a DynamoDB Local, such as "http://127.0.0.1:40123": the one that
// AWS_ENDPOINT_URL_DYNAMODB names, else one in memory that this process starts once. The test fails if it can't be
// started.
func Database(t testing.TB) string {
	t.Helper()
	return database.endpoint(t)
}

// Client returns a client of [Database]'s server.
func Client(t testing.TB) *dynamodb.Client {
	t.Helper()
	return dynamodb.NewFromConfig(process.AWSConfig(Database(t)))
}

// Main runs a package's tests, stops the servers they started and ends the process, as TestMain is to. On Linux
// the servers end with the process even without it; elsewhere they need it. What else the package has to stop is
// stopped after its tests too.
func Main(m *testing.M, stop ...func()) {
	status := m.Run()
	for _, s := range stop {
		s()
	}
	database.close()
	mailbox.close()
	os.Exit(status)
}

func (s *server) endpoint(t testing.TB) string {
	t.Helper()
	if endpoint := os.Getenv(s.variable); endpoint != "" {
		return endpoint
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.asked {
		s.asked = true
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		s.process, s.err = s.start(ctx, process.Options{})
	}
	if s.err == nil {
		s.err = s.process.Err()
	}
	if s.err != nil {
		t.Fatal(s.err) // to each test that asks: none can do without
	}
	return s.process.Endpoint()
}

func (s *server) close() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.process != nil {
		_ = s.process.Close()
	}
}
