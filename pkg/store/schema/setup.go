// Package schema makes the table on a laptop and in tests, from the same
// definition (package api) that the stack makes it from in an account.
package schema

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"usher/pkg/api"
)

const activeWithin = 30 * time.Second

// Create makes the table with its indexes, stream and TTL, and waits until it
// can be used. A table that is there already is left as it is.
func Create(ctx context.Context, client *dynamodb.Client, name string) error {
	return create(ctx, client, name, stream())
}

// CreateWithoutStream is Create for a table whose stream nobody follows: every write to DynamoDB Local gets slower
// with each record that its streams hold, of all tables.
func CreateWithoutStream(ctx context.Context, client *dynamodb.Client, name string) error {
	return create(ctx, client, name, nil)
}

// AddStream gives a table without one its stream; what was written before is not
// in it. A table that has one is left as it is.
func AddStream(ctx context.Context, client *dynamodb.Client, name string) error {
	described, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err == nil && described.Table.LatestStreamArn == nil {
		_, err = client.UpdateTable(ctx, &dynamodb.UpdateTableInput{TableName: &name, StreamSpecification: stream()})
	}
	if err != nil {
		return fmt.Errorf("schema: adding the stream of %s: %w", name, err)
	}
	return nil
}

func stream() *types.StreamSpecification {
	return &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages}
}

func create(ctx context.Context, client *dynamodb.Client, name string, stream *types.StreamSpecification) error {
	in := input(name, api.Table())
	in.StreamSpecification = stream
	_, err := client.CreateTable(ctx, in)
	if _, exists := errors.AsType[*types.ResourceInUseException](err); exists {
		return nil
	}
	if err != nil {
		return fmt.Errorf("schema: creating table %s: %w", name, err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, time.Second
	})
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, activeWithin); err != nil {
		return fmt.Errorf("schema: waiting for table %s: %w", name, err)
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{TableName: &name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(api.Table().TTL), Enabled: aws.Bool(true)}})
	if err != nil {
		return fmt.Errorf("schema: switching TTL on: %w", err)
	}
	return nil
}

func input(name string, d api.TableDefinition) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest, KeySchema: schema(d.Partition, d.Sort),
	}
	attributes := map[string]bool{}
	declare := func(names ...string) {
		for _, n := range names {
			if !attributes[n] {
				attributes[n] = true
				in.AttributeDefinitions = append(in.AttributeDefinitions,
					types.AttributeDefinition{AttributeName: aws.String(n), AttributeType: types.ScalarAttributeTypeS})
			}
		}
	}
	declare(d.Partition, d.Sort)
	for _, index := range d.Indexes {
		declare(index.Partition, index.Sort)
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(index.Name), KeySchema: schema(index.Partition, index.Sort),
			Projection: projection(index),
		})
	}
	return in
}

func schema(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: aws.String(partition), KeyType: types.KeyTypeHash},
		{AttributeName: aws.String(sort), KeyType: types.KeyTypeRange},
	}
}

func projection(index api.Index) *types.Projection {
	if index.Projected == nil {
		return &types.Projection{ProjectionType: types.ProjectionTypeAll}
	}
	return &types.Projection{ProjectionType: types.ProjectionTypeInclude, NonKeyAttributes: index.Projected}
}
