package process

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Region and Credential are what local clients send: both servers accept any region and any credentials, but require
// some. Credential is both the access key id and the secret.
const (
	Region     = "us-east-1"
	Credential = "local"
)

// AWSConfig returns the configuration of an AWS SDK client for the local server at endpoint, such as
// [Process.Endpoint]. It reads neither the environment nor any file, so a client made from it can't reach an
// account by mistake.
func AWSConfig(endpoint string) aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(Credential, Credential, ""),
		HTTPClient:   HTTPClient(),
	}
}

// HTTPClient returns the client for all requests to local servers, by the AWS SDK and otherwise.
//
// With any other client, the SDK's calls fail now and then (about one in 2,600) with "use of closed network
// connection": the SDK closes a request's body once the response begins; on loopback, the response can begin before
// net/http has finished reading that body, and net/http then drops the connection. This client gives net/http a copy
// that cannot be closed. It follows no redirects, uses no proxy and sets no time limit: use the context for that.
func HTTPClient() *http.Client { return sharedClient() }

var sharedClient = sync.OnceValue(func() *http.Client {
	return &http.Client{
		Transport: copier{next: &http.Transport{
			DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			// As many as may be in use at once, so that a busy test opens each connection only once.
			MaxIdleConnsPerHost: 256,
			// Less than the five seconds after which Node closes an idle connection, perhaps just as a request is sent.
			IdleConnTimeout: 3 * time.Second,
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
})

// copier reads a request's body to its end, closes it, and sends the copy.
type copier struct{ next *http.Transport }

func (c copier) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body == nil || request.Body == http.NoBody {
		return c.next.RoundTrip(request)
	}
	body, err := io.ReadAll(request.Body)
	_ = request.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("read the request's body: %w", err)
	}
	return c.next.RoundTrip(withBody(request, body))
}

// CloseIdleConnections is what http.Client.CloseIdleConnections looks for.
func (c copier) CloseIdleConnections() { c.next.CloseIdleConnections() }

// withBody returns a copy of request, which a RoundTripper must not change.
func withBody(request *http.Request, body []byte) *http.Request {
	copied := request.Clone(request.Context())
	copied.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	copied.Body, _ = copied.GetBody()
	copied.ContentLength = int64(len(body))
	copied.TransferEncoding = nil
	if len(body) == 0 {
		copied.Body = http.NoBody // with length 0, any other body means an unknown length
	}
	return copied
}
