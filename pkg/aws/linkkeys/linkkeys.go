// Package linkkeys fetches the keys of mailed links from where they are kept:
// an SSM parameter of type SecureString, which costs nothing to keep.
//
// It signs the one request it makes with the SDK's own signer rather than using
// SSM's client, whose tables of operations would double a function's cold start.
package linkkeys

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"usher/pkg/lib/linktoken"
)

// Scheme begins a setting that says where the keys are kept, rather than what
// they are: "ssm:/usher/prod/link-keys".
const Scheme = "ssm:"

// Store is where the keys are kept.
type Store struct {
	Region      string
	Endpoint    string // empty: AWS's own
	Credentials aws.CredentialsProvider
	HTTP        *http.Client
	Now         func() time.Time
}

// Source gives the keys of a setting: those it holds, or those kept where it says.
func (s Store) Source(setting string) func(context.Context) (linktoken.Keys, error) {
	name, kept := strings.CutPrefix(setting, Scheme)
	if !kept {
		return func(context.Context) (linktoken.Keys, error) { return linktoken.ParseKeys(setting) }
	}
	return func(ctx context.Context) (linktoken.Keys, error) { return s.Fetch(ctx, name) }
}

const (
	timeout   = 3 * time.Second
	maxAnswer = 64 << 10
)

// Fetch reads the keys from the named parameter, decrypted. It takes 3 seconds at
// most, less where the context's deadline is earlier. Its error never holds key
// material.
func (s Store) Fetch(ctx context.Context, name string) (linktoken.Keys, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	body, err := json.Marshal(map[string]any{"Name": name, "WithDecryption": true})
	if err != nil {
		return linktoken.Keys{}, err
	}
	answer, err := s.call(ctx, "AmazonSSM.GetParameter", body)
	if err != nil {
		return linktoken.Keys{}, fmt.Errorf("linkkeys: reading %s: %w", name, err)
	}
	var out struct{ Parameter struct{ Value string } }
	if err := json.Unmarshal(answer, &out); err != nil {
		return linktoken.Keys{}, fmt.Errorf("linkkeys: reading %s: the answer is not JSON", name)
	}
	return linktoken.ParseKeys(out.Parameter.Value)
}

// call makes one signed request by the AWS JSON 1.1 protocol.
func (s Store) call(ctx context.Context, target string, body []byte) ([]byte, error) {
	endpoint := s.Endpoint
	if endpoint == "" {
		endpoint = "https://ssm." + s.Region + ".amazonaws.com"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", target)
	credentials, err := s.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	if err := v4.NewSigner().SignHTTP(ctx, credentials, request, hash, "ssm", s.Region, s.Now()); err != nil {
		return nil, err
	}
	response, err := s.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err == nil && response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d %s", response.StatusCode, response.Header.Get("X-Amzn-Errortype"))
	}
	return answer, err
}
