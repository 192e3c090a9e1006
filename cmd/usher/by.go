package main

import (
	"context"
	"os"
	"os/user"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"usher/pkg/core/audit"
)

// identityTimeout bounds how long a command waits to be told whose credentials it has.
const identityTimeout = 3 * time.Second

// by is how events name whoever works at the command line: the ARN that AWS knows their credentials by. With a database
// that is not AWS's, and where AWS does not answer, it is the user that the machine knows, which proves nothing.
func (o *operator) by(ctx context.Context) audit.Actor {
	ctx, cancel := context.WithTimeout(ctx, identityTimeout)
	defer cancel()
	if !customEndpoint("DYNAMODB") || os.Getenv("AWS_ENDPOINT_URL_STS") != "" {
		if out, err := sts.NewFromConfig(o.aws).GetCallerIdentity(ctx, nil); err == nil {
			return audit.Actor{Type: "operator", ID: aws.ToString(out.Arn), Name: "usher command"}
		}
	}
	name := "unknown"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return audit.Actor{Type: "operator", ID: name, Name: "operator " + name}
}
