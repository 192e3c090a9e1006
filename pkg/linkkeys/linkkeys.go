// Package linkkeys fetches the keys of mailed links from where they are kept:
// an SSM parameter of type SecureString, which costs nothing to keep.
package linkkeys

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"usher/pkg/linktoken"
)

// Scheme begins a setting that says where the keys are kept, rather than what
// they are: "ssm:/usher/prod/link-keys".
const Scheme = "ssm:"

// NewClient makes an SSM client by hand; an empty endpoint is AWS's own.
func NewClient(region, endpoint string, credentials aws.CredentialsProvider, client *http.Client) *ssm.Client {
	options := ssm.Options{Region: region, Credentials: credentials}
	if client != nil {
		options.HTTPClient = client
	}
	if endpoint != "" {
		options.BaseEndpoint = aws.String(endpoint)
	}
	return ssm.New(options)
}

// Client is SSM's.
type Client = ssm.Client

// Source gives the keys of a setting: those it holds, or, fetched with a client
// made only then, those kept where it says.
func Source(setting string, client func() *Client) func() (linktoken.Keys, error) {
	name, kept := strings.CutPrefix(setting, Scheme)
	if !kept {
		return func() (linktoken.Keys, error) { return linktoken.ParseKeys(setting) }
	}
	return func() (linktoken.Keys, error) { return Fetch(client(), name) }
}

const patience = 3 * time.Second

// Fetch reads the keys from the named parameter. Its error never holds key
// material.
func Fetch(client *ssm.Client, name string) (linktoken.Keys, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	out, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: aws.Bool(true)})
	if err != nil {
		return linktoken.Keys{}, fmt.Errorf("linkkeys: reading %s: %w", name, err)
	}
	return linktoken.ParseKeys(aws.ToString(out.Parameter.Value))
}

// Ensure makes the parameter with one fresh key, unless it is there already. It
// reports whether it made it.
func Ensure(ctx context.Context, client *ssm.Client, name string, random io.Reader) (bool, error) {
	_, err := client.PutParameter(ctx, &ssm.PutParameterInput{Name: &name, Type: types.ParameterTypeSecureString,
		Value: aws.String(entry(1, random)), Description: aws.String("Usher: the keys that mailed links are signed with")})
	var exists *types.ParameterAlreadyExists
	if errors.As(err, &exists) {
		return false, nil
	}
	return err == nil, err
}

// Rotate adds a fresh key behind the others, which signs from then on; links
// signed with the earlier ones stay good. Beyond keep keys the oldest are taken
// away, and their links are dead.
func Rotate(ctx context.Context, client *ssm.Client, name string, random io.Reader, keep int) error {
	out, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: aws.Bool(true)})
	if err != nil {
		return fmt.Errorf("linkkeys: reading %s: %w", name, err)
	}
	next, err := Next(aws.ToString(out.Parameter.Value), random, keep)
	if err != nil {
		return err
	}
	_, err = client.PutParameter(ctx, &ssm.PutParameterInput{Name: &name, Type: types.ParameterTypeSecureString,
		Value: &next, Overwrite: aws.Bool(true)})
	return err
}

// Next is the setting with a fresh key added, cut to the newest keep keys.
func Next(present string, random io.Reader, keep int) (string, error) {
	if _, err := linktoken.ParseKeys(present); err != nil {
		return "", err
	}
	entries := strings.Split(present, ",")
	last := 0
	for _, e := range entries {
		if _, err := fmt.Sscanf(strings.TrimSpace(e), "%d:", &last); err != nil {
			return "", errors.New("linkkeys: an entry has no id")
		}
	}
	const ids = 255 // then they begin anew; the first has long gone
	entries = append(entries, entry(last%ids+1, random))
	return strings.Join(entries[max(0, len(entries)-max(keep, 1)):], ","), nil
}

func entry(id int, random io.Reader) string {
	key := make([]byte, linktoken.KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		panic(fmt.Sprintf("linkkeys: no randomness: %v", err))
	}
	return fmt.Sprintf("%d:%s", id, base64.StdEncoding.EncodeToString(key))
}
