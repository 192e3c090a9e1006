package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// silentHours is for how long a consumer of the stream may not be called. It gets a heartbeat every hour, give or take
// a quarter of one.
const silentHours = 3

// makeSilenceAlarms creates the alarms on what is not there: calls of a consumer that follows the stream, which a
// mapping that was deleted, disabled or refused does not make, and whose other metrics then have no data; and on the
// bucket of failed batches, whose objects S3 counts once a day.
func (b *builder) makeSilenceAlarms(topic awssns.ITopic) {
	for _, w := range b.watch {
		if w.Source != api.FromStream {
			continue
		}
		b.silenceAlarm(topic, &awscloudwatch.AlarmProps{
			AlarmName:        jsii.String(b.stage.Prefix() + "-" + w.ID + "-silence"),
			AlarmDescription: jsii.String("The stream has not brought " + w.ID + " anything, not even a heartbeat"),
			Metric: w.function.MetricInvocations(&awscloudwatch.MetricOptions{
				Period: awscdk.Duration_Hours(jsii.Number(1)), Statistic: jsii.String("Sum")}),
			Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(silentHours),
			ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
			TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
		}, w.ID+"-silence")
	}
	const day = 24 * 60
	objects := metric("AWS/S3", "NumberOfObjects", "Maximum", day,
		&map[string]*string{"BucketName": b.failed.name, "StorageType": jsii.String("AllStorageTypes")})
	b.silenceAlarm(topic, &awscloudwatch.AlarmProps{
		AlarmName:        jsii.String(b.stage.Prefix() + "-failed-batches"),
		AlarmDescription: jsii.String("Batches of the stream failed for good and wait for usher dead-letters redrive"),
		Metric:           objects, Threshold: jsii.Number(1),
		// S3 reports late, and nothing of an empty bucket: any of three days counts.
		EvaluationPeriods: jsii.Number(3), DatapointsToAlarm: jsii.Number(1),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING,
	}, "failed-batches")
}

func (b *builder) silenceAlarm(topic awssns.ITopic, props *awscloudwatch.AlarmProps, id string) {
	awscloudwatch.NewAlarm(b.stack, &id, props).AddAlarmAction(awscloudwatchactions.NewSnsAction(topic))
}
