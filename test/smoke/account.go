package smoke

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventbridgetypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"usher/pkg/api"
	"usher/pkg/aws/failedbatch"
	"usher/pkg/aws/ses"
	usermail "usher/pkg/core/mail"
	"usher/pkg/local/sesevents"
	"usher/test/client"
)

// Account is the AWS account that a stage is in, with an operator's credentials.
type Account struct {
	AWS   aws.Config
	Stage string
	// Emulator says that this is none, but an emulator: it sends no events of mails, so they are put onto its bus here;
	// and as its table is small, seats are recounted.
	Emulator bool
}

// prefix begins the stage's names.
func (a *Account) prefix() string { return "usher-" + a.Stage }

// Address returns the address of the stage's dashboard, an output of its stack.
func (a *Account) Address(ctx context.Context) (string, error) {
	name := a.prefix()
	stacks := cloudformation.NewFromConfig(a.AWS)
	out, err := stacks.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if err != nil {
		return "", err
	}
	for _, stack := range out.Stacks {
		for _, o := range stack.Outputs {
			if aws.ToString(o.OutputKey) == "DashboardURL" {
				return aws.ToString(o.OutputValue), nil
			}
		}
	}
	return "", fmt.Errorf("the stack %s has no output DashboardURL", name)
}

func (t *trip) accountSteps() []step {
	return []step{
		{"billing's event moves the organization to another plan, and back", t.changePlan},
		{"the schedules' functions do their work", t.schedules},
		{"nothing is in the dead-letter queue, and no batch of the stream has failed", t.deadLetters},
		{"no alarm is raised", t.alarms},
	}
}

// variable reads a setting of a function.
func (a *Account) variable(ctx context.Context, function string, setting api.Setting) (string, error) {
	name := a.prefix() + "-" + function
	out, err := lambda.NewFromConfig(a.AWS).GetFunctionConfiguration(ctx,
		&lambda.GetFunctionConfigurationInput{FunctionName: &name})
	if err != nil || out.Environment == nil {
		return "", err
	}
	return out.Environment.Variables[string(setting)], nil
}

// sends returns an error that wraps errSkip while SES does not send for the stage's sender.
func (a *Account) sends(ctx context.Context) error {
	from, err := a.variable(ctx, api.SendMail.ID, api.SettingSender)
	if err != nil || a.Emulator {
		return err
	}
	address, err := mail.ParseAddress(from)
	if err != nil {
		return err
	}
	standing, err := ses.Stand(ctx, sesv2.NewFromConfig(a.AWS), address.Address)
	if err == nil && !standing.Verified {
		err = fmt.Errorf("%w, as SES has not verified %s yet: run it again once its DNS records are there",
			errSkip, address.Address)
	}
	return err
}

func (a *Account) put(ctx context.Context, source, kind, detail string) error {
	out, err := eventbridge.NewFromConfig(a.AWS).PutEvents(ctx, &eventbridge.PutEventsInput{
		Entries: []eventbridgetypes.PutEventsRequestEntry{{Source: &source, DetailType: &kind, Detail: &detail}}})
	if err == nil && out.FailedEntryCount > 0 {
		err = fmt.Errorf("the event bus refuses an event: %s", aws.ToString(out.Entries[0].ErrorMessage))
	}
	return err
}

// standInForSES puts the events onto the bus that SES would send about a user's invitation, once that is sent.
func (t *trip) standInForSES(ctx context.Context, u api.User) error {
	err := t.until(ctx, "mail to "+u.Email, func(ctx context.Context) (bool, error) {
		now, err := t.user(ctx, u.ID)
		return err == nil && now.Invitation != nil && now.Invitation.Delivery == api.Sent, err
	})
	if err != nil {
		return err
	}
	record, err := t.stored(ctx, t.org.ID, u.ID)
	if err != nil {
		return err
	}
	all, err := sesevents.Events(usermail.Message{To: u.Email, Kind: "invitation", Tags: map[string]string{
		"organization": t.org.ID, "user": u.ID, "nonce": record.Invitation.Nonce,
		"ses:configuration-set": t.Account.prefix()}}, "smoke-"+t.label, time.Now())
	for _, e := range all {
		if err := t.Account.put(ctx, e.Source, e.DetailType, string(e.Detail)); err != nil {
			return err
		}
	}
	return err
}

func (t *trip) changePlan(ctx context.Context) error {
	text, err := t.Account.variable(ctx, api.ChangePlan.ID, api.SettingPlans)
	if err != nil {
		return err
	}
	plans, err := api.ParsePlans(text)
	if err != nil {
		return err
	}
	other := plans[0].Name
	if other == t.org.Plan {
		other = plans[len(plans)-1].Name
	}
	if other == t.org.Plan {
		return fmt.Errorf("%w, as there is one plan only", errSkip)
	}
	for _, plan := range []string{other, t.org.Plan} {
		detail, err := json.Marshal(map[string]any{"organization": t.org.ID, "plan": plan, "at": api.At(time.Now())})
		if err == nil {
			err = t.Account.put(ctx, "usher.billing", "Plan changed", string(detail))
		}
		if err != nil {
			return err
		}
		err = t.until(ctx, "change to the plan "+plan, func(ctx context.Context) (bool, error) {
			var now api.Organization
			err := want(ctx, t.owner, client.Request{Method: http.MethodGet, Path: t.path()}, http.StatusOK, "", &now)
			return now.Plan == plan, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// schedules invokes what the scheduler invokes. What runs once a day reads the whole table, so it is left to its own
// hour except in an emulator.
func (t *trip) schedules(ctx context.Context) error {
	for _, c := range api.Consumers() {
		if c.Source != api.FromSchedule || c.Every > time.Hour && !t.Account.Emulator {
			continue
		}
		name := t.Account.prefix() + "-" + c.ID
		out, err := lambda.NewFromConfig(t.Account.AWS).Invoke(ctx, &lambda.InvokeInput{FunctionName: &name,
			Payload: []byte(`{"id":"smoke","source":"aws.scheduler","detail-type":"Scheduled Event","detail":"{}"}`)})
		if err != nil {
			return err
		}
		if out.FunctionError != nil {
			return fmt.Errorf("%s: %s %s", name, *out.FunctionError, out.Payload)
		}
	}
	return nil
}

func (t *trip) deadLetters(ctx context.Context) error {
	name, queues := t.Account.prefix()+"-dead-letters", sqs.NewFromConfig(t.Account.AWS)
	queue, err := queues.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
	if err != nil {
		return err
	}
	counts := []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameApproximateNumberOfMessages,
		sqstypes.QueueAttributeNameApproximateNumberOfMessagesNotVisible}
	out, err := queues.GetQueueAttributes(ctx,
		&sqs.GetQueueAttributesInput{QueueUrl: queue.QueueUrl, AttributeNames: counts})
	if err != nil {
		return err
	}
	for _, c := range counts {
		if n := out.Attributes[string(c)]; n != "0" {
			return fmt.Errorf("%s has %q messages: see docs/operate.md", name, n)
		}
	}
	return t.failedBatches(ctx)
}

// failedBatches are those of the stream.
func (t *trip) failedBatches(ctx context.Context) error {
	batches := failedbatch.Batches{Lambda: lambda.NewFromConfig(t.Account.AWS),
		S3: s3.NewFromConfig(t.Account.AWS, func(o *s3.Options) { o.UsePathStyle = t.Account.Emulator })}
	for _, c := range api.Consumers() {
		if c.Source == api.FromStream {
			batches.Functions = append(batches.Functions, t.Account.prefix()+"-"+c.ID)
		}
	}
	all, err := batches.List(ctx)
	if err == nil && len(all) > 0 {
		err = fmt.Errorf("%d batches of the stream have failed: usher dead-letters list", len(all))
	}
	return err
}

func (t *trip) alarms(ctx context.Context) error {
	raised := &cloudwatch.DescribeAlarmsInput{
		AlarmNamePrefix: aws.String(t.Account.prefix() + "-"), StateValue: cloudwatchtypes.StateValueAlarm}
	pages := cloudwatch.NewDescribeAlarmsPaginator(cloudwatch.NewFromConfig(t.Account.AWS), raised)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, a := range page.MetricAlarms {
			return fmt.Errorf("%s: %s; see docs/operate.md", aws.ToString(a.AlarmName), aws.ToString(a.StateReason))
		}
	}
	return nil
}
