package keeper

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// Proofs makes the parameter that holds the two texts by which functions recognize CloudFront, unless it is there. The
// first is sent, both are accepted. To rotate has the second sent from the next deployment on, which every function
// accepts already, and adds another behind it: no request is refused, whichever part of a deployment comes first. It
// reports whether it wrote. Errors are SSM's, or say that the parameter holds something else.
//
// The parameter is no SecureString, since CloudFormation puts it where it reads none: CloudFront's origin and
// functions' settings. It gives no access to anybody's data.
func Proofs(ctx context.Context, client *ssm.Client, name string, rotate bool) (bool, error) {
	value := rand.Text() + "," + rand.Text()
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
		Description: aws.String("Usher: by which functions recognize CloudFront; the first is sent, both are accepted")})
	if err != nil {
		return false, fmt.Errorf("keeper: writing %s: %w", name, err)
	}
	return true, nil
}

// NextProofs is the parameter's value after a rotation: the text that was accepted is sent, and fresh is accepted too.
func NextProofs(present, fresh string) (string, error) {
	_, next, ok := strings.Cut(present, ",")
	if !ok || next == "" || strings.Contains(next, ",") {
		return "", errors.New("keeper: the parameter does not hold two texts: delete it, and deploy in a quiet hour")
	}
	return next + "," + fresh, nil
}
