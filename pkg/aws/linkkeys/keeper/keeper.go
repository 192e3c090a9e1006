// Package keeper makes and rotates the keys of mailed links, for the operator.
// It is apart from package linkkeys so that no function links SSM's client.
package keeper

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"usher/pkg/lib/linktoken"
)

// Ensure makes the parameter with one fresh key, unless it is there already. It reports whether it made it.
func Ensure(ctx context.Context, client *ssm.Client, name string, random io.Reader) (bool, error) {
	_, err := client.PutParameter(ctx, &ssm.PutParameterInput{Name: &name, Type: types.ParameterTypeSecureString,
		Value:       aws.String(entry(1, random)),
		Description: aws.String("Usher: the keys that links are signed or secrets sealed with")})
	if _, exists := errors.AsType[*types.ParameterAlreadyExists](err); exists {
		return false, nil
	}
	return err == nil, err
}

// Rotate adds a fresh key behind the others, which signs from then on; links signed with the earlier ones stay valid.
// Beyond keep keys the oldest are removed, and links signed with them do not work any more.
func Rotate(ctx context.Context, client *ssm.Client, name string, random io.Reader, keep int) error {
	out, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: aws.Bool(true)})
	if err != nil {
		return fmt.Errorf("keeper: reading %s: %w", name, err)
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
			return "", errors.New("keeper: an entry has no id")
		}
	}
	const ids = 255 // then they begin at 1 again; the first key has long been removed
	entries = append(entries, entry(last%ids+1, random))
	return strings.Join(entries[max(0, len(entries)-max(keep, 1)):], ","), nil
}

func entry(id int, random io.Reader) string {
	key := make([]byte, linktoken.KeySize)
	if _, err := io.ReadFull(random, key); err != nil {
		panic(fmt.Sprintf("keeper: no randomness: %v", err))
	}
	return fmt.Sprintf("%d:%s", id, base64.StdEncoding.EncodeToString(key))
}
