package keeper

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// Proof returns the version of the parameter that holds the text by which functions recognize CloudFront, and makes
// the parameter unless it is there. To rotate gives it another text. Errors are SSM's.
//
// The parameter is no SecureString, since CloudFormation puts it where it reads none: CloudFront's origin and
// functions' settings. It gives no access to anything.
func Proof(ctx context.Context, client *ssm.Client, name string, rotate bool) (int64, error) {
	now, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name})
	if err == nil && !rotate {
		return now.Parameter.Version, nil
	}
	if _, missing := errors.AsType[*types.ParameterNotFound](err); err != nil && !missing {
		return 0, fmt.Errorf("keeper: reading %s: %w", name, err)
	}
	made, err := client.PutParameter(ctx, &ssm.PutParameterInput{Name: &name, Type: types.ParameterTypeString,
		Value: aws.String(rand.Text()), Overwrite: &rotate,
		Description: aws.String("Usher: by which functions recognize CloudFront")})
	if err != nil {
		return 0, fmt.Errorf("keeper: writing %s: %w", name, err)
	}
	return made.Version, nil
}
