package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"usher/pkg/aws/release"
)

// rollback moves all functions of a stage back to what ran before its last deployment.
func rollback(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("rollback", out)
	before := o.flags.String("before", "", "to what ran at this time, RFC 3339 (default: when the last deployment began)")
	dry := o.flags.Bool("dry-run", false, "only print what would move")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	s := release.Stage{Prefix: "usher-" + *o.stage, Lambda: lambda.NewFromConfig(o.aws),
		CloudFormation: cloudformation.NewFromConfig(o.aws)}
	at, err := time.Parse(time.RFC3339, *before)
	if *before == "" {
		at, err = s.LastUpdate(ctx)
	}
	if err != nil {
		return err
	}
	moves, err := s.Plan(ctx, at)
	if err != nil {
		return err
	}
	for _, m := range moves {
		fmt.Fprintf(out, "%s: version %s, then %s\n", m.Function, m.From, m.To)
	}
	if *dry {
		return nil
	}
	if err := s.Make(ctx, moves); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d functions are as they were before %s\n", len(moves), at.Format(time.RFC3339))
	return nil
}
