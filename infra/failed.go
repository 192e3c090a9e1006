package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
)

// failedRefs is the bucket of the stream's batches that failed for good.
type failedRefs struct{ arn, name, objects *string }

// keepFailedBatches is for how many days a failed batch may be redriven. It holds people's names and addresses.
const keepFailedBatches = 90

// makeFailedBatches creates the bucket to which Lambda writes a batch, with its records, when it gives it up: a message
// of a queue would only say where in the stream the records were, which drops them after a day. The bucket has no
// versions, so that a batch which has been handled, and deleted, is gone.
func (b *builder) makeFailedBatches() {
	removal := awscdk.RemovalPolicy_DESTROY
	if b.stage.Production() {
		removal = awscdk.RemovalPolicy_RETAIN
	}
	bucket := awss3.NewBucket(b.stack, jsii.String("FailedBatches"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(), EnforceSSL: jsii.Bool(true),
		Encryption:      awss3.BucketEncryption_S3_MANAGED,
		ObjectOwnership: awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED, RemovalPolicy: removal,
		AutoDeleteObjects: jsii.Bool(!b.stage.Production()),
		LifecycleRules: &[]*awss3.LifecycleRule{{Id: jsii.String("expire"), Enabled: jsii.Bool(true),
			Expiration: awscdk.Duration_Days(jsii.Number(keepFailedBatches))}},
	})
	b.failed = failedRefs{arn: bucket.BucketArn(), name: bucket.BucketName(), objects: bucket.ArnForObjects(jsii.String("*"))}
}

// mayKeep allows Lambda to write failed batches, under the role of the function that failed. ListBucket is asked for by
// Lambda's manual.
func (f failedRefs) mayKeep() []awsiam.PolicyStatement {
	return []awsiam.PolicyStatement{
		statement([]string{"s3:PutObject"}, f.objects), statement([]string{"s3:ListBucket"}, f.arn)}
}

// streamOf is the logical id and the source of a consumer's event source mapping. AWS cannot change a mapping's source,
// so another stream makes another mapping.
func (s Stage) streamOf(consumer string, table *string) (id string, source *string) {
	label := s.StreamLabel()
	if label == "" {
		return consumer + "-stream", table
	}
	return consumer + "-stream-" + strings.NewReplacer("-", "", ":", "", ".", "").Replace(label), &s.Stream
}
