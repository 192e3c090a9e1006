// Package failedbatch reads the batches of the table's stream that Lambda gave up on, and has their functions handle
// them again.
//
// Lambda puts each, with its records, into the S3 bucket that the event source mapping has as its destination for
// failures: see "Retaining discarded records for a DynamoDB event source" in Lambda's manual. The mappings say which
// bucket that is.
package failedbatch

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Batches are the failed batches of some functions.
type Batches struct {
	S3        *s3.Client
	Lambda    *lambda.Client
	Functions []string // their names
}

// Object is where a failed batch is.
type Object struct {
	Bucket, Key string
	At          time.Time // when Lambda gave up
}

// Batch is a failed batch.
type Batch struct {
	Function  string // the ARN of the function, of one of its versions or of an alias
	Condition string // why Lambda gave up, such as RecordAgeExceeded
	Event     []byte // as the function got it
	Records   int    // how many the event holds
}

// List finds the failed batches, the oldest first. It returns an error where no mapping of the functions has a bucket.
func (b *Batches) List(ctx context.Context) ([]Object, error) {
	buckets, err := b.buckets(ctx)
	if err != nil {
		return nil, err
	}
	var all []Object
	for _, bucket := range buckets {
		pages := s3.NewListObjectsV2Paginator(b.S3, &s3.ListObjectsV2Input{Bucket: &bucket})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("failedbatch: listing %s: %w", bucket, err)
			}
			for _, o := range page.Contents {
				all = append(all, Object{bucket, aws.ToString(o.Key), aws.ToTime(o.LastModified)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y Object) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Key, y.Key)) })
	return all, nil
}

// buckets are where the functions' mappings put what failed.
func (b *Batches) buckets(ctx context.Context) ([]string, error) {
	var found []string
	pages := lambda.NewListEventSourceMappingsPaginator(b.Lambda, &lambda.ListEventSourceMappingsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("failedbatch: listing event source mappings: %w", err)
		}
		for _, m := range page.EventSourceMappings {
			if !b.owns(aws.ToString(m.FunctionArn)) || m.DestinationConfig == nil || m.DestinationConfig.OnFailure == nil {
				continue
			}
			_, bucket, ok := strings.Cut(aws.ToString(m.DestinationConfig.OnFailure.Destination), ":s3:::")
			if ok && !slices.Contains(found, bucket) {
				found = append(found, bucket)
			}
		}
	}
	if found == nil {
		return nil, fmt.Errorf("no event source mapping of %s puts failed batches into a bucket: "+
			"is the stage deployed in this account and region?", strings.Join(b.Functions, " or "))
	}
	return found, nil
}

// owns reports whether an ARN is of one of the functions, whatever its version.
func (b *Batches) owns(arn string) bool {
	_, name, _ := strings.Cut(arn, ":function:")
	name, _, _ = strings.Cut(name, ":")
	return slices.Contains(b.Functions, name)
}

// Read reads a failed batch. It returns an error for an object that is none, or is another function's.
func (b *Batches) Read(ctx context.Context, o Object) (Batch, error) {
	out, err := b.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: &o.Bucket, Key: &o.Key})
	if err != nil {
		return Batch{}, fmt.Errorf("failedbatch: reading %s: %w", o.Key, err)
	}
	defer func() { _ = out.Body.Close() }()
	text, err := io.ReadAll(out.Body)
	if err != nil {
		return Batch{}, fmt.Errorf("failedbatch: reading %s: %w", o.Key, err)
	}
	batch, err := parse(text)
	if err == nil && !b.owns(batch.Function) {
		err = fmt.Errorf("is a batch of %q", batch.Function)
	}
	if err != nil {
		return Batch{}, fmt.Errorf("failedbatch: %s: %w", o.Key, err)
	}
	return batch, nil
}

// parse reads a batch as Lambda writes it. The event is a text of JSON within the JSON; without that it is read too.
func parse(text []byte) (Batch, error) {
	var stored struct {
		RequestContext struct{ FunctionARN, Condition string }
		Payload        json.RawMessage
	}
	if err := json.Unmarshal(text, &stored); err != nil {
		return Batch{}, fmt.Errorf("is no failed batch: %w", err)
	}
	payload := []byte(stored.Payload)
	var within string
	if json.Unmarshal(payload, &within) == nil {
		payload = []byte(within)
	}
	var event struct{ Records []json.RawMessage }
	if err := json.Unmarshal(payload, &event); err != nil || len(event.Records) == 0 {
		return Batch{}, errors.New("holds no event with records")
	}
	return Batch{stored.RequestContext.FunctionARN, stored.RequestContext.Condition, payload,
		len(event.Records)}, nil
}

// Redrive has the function handle a failed batch again, and then deletes it. It returns an error, and keeps the batch,
// where the function fails on any of the records. As the functions take redelivered records without harm, it may be
// repeated whatever became of an attempt before.
func (b *Batches) Redrive(ctx context.Context, o Object) (Batch, error) {
	batch, err := b.Read(ctx, o)
	if err != nil {
		return batch, err
	}
	out, err := b.Lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: &batch.Function, Payload: batch.Event})
	if err != nil {
		return batch, fmt.Errorf("failedbatch: invoking %s: %w", batch.Function, err)
	}
	if out.FunctionError != nil {
		return batch, fmt.Errorf("%s failed on %s again: %s", batch.Function, o.Key, out.Payload)
	}
	var answer struct{ BatchItemFailures []json.RawMessage }
	if err := json.Unmarshal(out.Payload, &answer); err != nil || len(answer.BatchItemFailures) > 0 {
		return batch, fmt.Errorf("%s failed on %d of the %d records of %s again: see its log",
			batch.Function, len(answer.BatchItemFailures), batch.Records, o.Key)
	}
	if _, err := b.S3.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &o.Bucket, Key: &o.Key}); err != nil {
		return batch, fmt.Errorf("failedbatch: %s was handled, but deleting it: %w", o.Key, err)
	}
	return batch, nil
}
