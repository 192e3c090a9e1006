package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"usher/pkg/api"
	"usher/pkg/aws/failedbatch"
)

// failedBatches are those of the stage's functions that follow the stream.
func (o *operator) failedBatches() *failedbatch.Batches {
	b := &failedbatch.Batches{Lambda: lambda.NewFromConfig(o.aws), S3: s3.NewFromConfig(o.aws, func(s *s3.Options) {
		s.UsePathStyle = customEndpoint("S3") // no name of a bucket resolves there
	})}
	for _, c := range api.Consumers() {
		if c.Source == api.FromStream {
			b.Functions = append(b.Functions, o.function(c.ID))
		}
	}
	return b
}

// deadLettersList shows the batches of the stream that failed until they were too old.
func deadLettersList(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("dead-letters list", out)
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	batches := o.failedBatches()
	objects, err := batches.List(ctx)
	if err != nil {
		return err
	}
	if len(objects) == 0 {
		fmt.Fprintln(out, "no failed batches")
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "failed\tfunction\trecords\twhy\tobject")
	for _, object := range objects {
		b, err := batches.Read(ctx, object)
		if err != nil {
			return err
		}
		_, function, _ := strings.Cut(b.Function, ":function:")
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\t%s\n", object.At.UTC().Format(time.RFC3339), function, b.Records, b.Condition,
			object.Key)
	}
	return table.Flush()
}

// deadLettersRedrive has the functions handle the failed batches again, the oldest first, until one fails.
func deadLettersRedrive(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("dead-letters redrive", out)
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	batches := o.failedBatches()
	objects, err := batches.List(ctx)
	if err != nil {
		return err
	}
	records := 0
	for i, object := range objects {
		b, err := batches.Redrive(ctx, object)
		if err != nil {
			return fmt.Errorf("stopped after %d of %d failed batches, the others are still there: %w", i, len(objects), err)
		}
		records += b.Records
	}
	fmt.Fprintf(out, "%d failed batches with %d records are handled\n", len(objects), records)
	return nil
}
