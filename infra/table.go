package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// tableRefs is what other parts need of the table.
type tableRefs struct{ name, arn, stream *string }

// makeTable creates the table from the declared definition. It is encrypted with DynamoDB's own key, which costs
// nothing; a key in KMS would add a call and a monthly price, and protects only against somebody who may read the
// table but not use the key. Contributor insights stay off: they would show keys.
func (b *builder) makeTable(d api.TableDefinition) {
	indexes := make([]any, len(d.Indexes))
	names := map[string]bool{d.Partition: true, d.Sort: true}
	order := []string{d.Partition, d.Sort}
	for i, index := range d.Indexes {
		for _, n := range []string{index.Partition, index.Sort} {
			if !names[n] {
				names[n] = true
				order = append(order, n)
			}
		}
		indexes[i] = &awsdynamodb.CfnTable_GlobalSecondaryIndexProperty{
			IndexName: jsii.String(index.Name), KeySchema: keySchema(index.Partition, index.Sort),
			Projection: projection(index),
		}
	}
	attributes := make([]any, len(order))
	for i, n := range order {
		attributes[i] = &awsdynamodb.CfnTable_AttributeDefinitionProperty{
			AttributeName: jsii.String(n), AttributeType: jsii.String("S")}
	}
	t := awsdynamodb.NewCfnTable(b.stack, jsii.String("Table"), &awsdynamodb.CfnTableProps{
		TableName: jsii.String(b.stage.Prefix()), BillingMode: jsii.String("PAY_PER_REQUEST"),
		KeySchema: keySchema(d.Partition, d.Sort), AttributeDefinitions: &attributes, GlobalSecondaryIndexes: &indexes,
		StreamSpecification: &awsdynamodb.CfnTable_StreamSpecificationProperty{
			StreamViewType: jsii.String("NEW_AND_OLD_IMAGES")},
		TimeToLiveSpecification: &awsdynamodb.CfnTable_TimeToLiveSpecificationProperty{
			AttributeName: jsii.String(d.TTL), Enabled: jsii.Bool(true)},
		PointInTimeRecoverySpecification: &awsdynamodb.CfnTable_PointInTimeRecoverySpecificationProperty{
			PointInTimeRecoveryEnabled: jsii.Bool(true)},
		DeletionProtectionEnabled: jsii.Bool(b.stage.protected()),
	})
	onDelete, onReplace := b.stage.removal()
	t.CfnOptions().SetDeletionPolicy(onDelete)
	t.CfnOptions().SetUpdateReplacePolicy(onReplace)
	b.table = tableRefs{name: t.Ref(), arn: t.AttrArn(), stream: t.AttrStreamArn()}
}

func projection(index api.Index) *awsdynamodb.CfnTable_ProjectionProperty {
	if index.Projected == nil {
		return &awsdynamodb.CfnTable_ProjectionProperty{ProjectionType: jsii.String("ALL")}
	}
	return &awsdynamodb.CfnTable_ProjectionProperty{ProjectionType: jsii.String("INCLUDE"),
		NonKeyAttributes: jsii.Strings(index.Projected...)}
}

func keySchema(partition, sort string) *[]any {
	return &[]any{
		&awsdynamodb.CfnTable_KeySchemaProperty{AttributeName: jsii.String(partition), KeyType: jsii.String("HASH")},
		&awsdynamodb.CfnTable_KeySchemaProperty{AttributeName: jsii.String(sort), KeyType: jsii.String("RANGE")},
	}
}

// indexARN returns the ARN of an index, or of the table for the empty name.
func (t tableRefs) indexARN(index string) *string {
	if index == "" {
		return t.arn
	}
	return awscdk.Fn_Join(jsii.String(""), &[]*string{t.arn, jsii.String("/index/" + index)})
}
