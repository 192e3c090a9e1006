package keeper

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// Proofs makes the parameter that holds the three texts by which functions recognize CloudFront, unless it is there:
// the one that is sent, the next one and the one before; functions accept all. To rotate has the next one sent, which
// every function accepts already, and another follow it: no request is refused, whichever part of a deployment comes
// first. It reports whether it wrote. Errors are SSM's, or say that the parameter holds something else.
//
// The parameter is no SecureString, since CloudFormation puts it where it reads none: CloudFront's origin and
// functions' settings. It gives no access to anybody's data.
func Proofs(ctx context.Context, client *ssm.Client, name string, rotate bool) (bool, error) {
	value := strings.Join([]string{rand.Text(), rand.Text(), rand.Text()}, ",")
	now, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name})
	_, missing := errors.AsType[*types.ParameterNotFound](err)
	switch {
	case err == nil && !rotate:
		return false, nil
	case err == nil:
		if value, err = NextProofs(aws.ToString(now.Parameter.Value), rand.Text()); err != nil {
			return false, err
		}
	case !missing:
		return false, fmt.Errorf("keeper: reading %s: %w", name, err)
	}
	_, err = client.PutParameter(ctx, &ssm.PutParameterInput{Name: &name, Type: types.ParameterTypeStringList,
		Value: &value, Overwrite: aws.Bool(!missing),
		Description: aws.String("Usher: by which functions recognize CloudFront: what is sent, the next, the one before")})
	if err != nil {
		return false, fmt.Errorf("keeper: writing %s: %w", name, err)
	}
	return true, nil
}

// NextProofs is the parameter's value after a rotation, with fresh as the one to be sent after the next rotation.
func NextProofs(present, fresh string) (string, error) {
	texts := strings.Split(present, ",")
	if len(texts) != 3 || slices.Contains(texts, "") {
		return "", errors.New("keeper: the parameter does not hold three texts: delete it, and deploy in a quiet hour")
	}
	return strings.Join([]string{texts[1], fresh, texts[0]}, ","), nil
}
