package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// Declarations is what the stack is made from. A test may add to what package api declares.
type Declarations struct {
	Operations []api.Declared
	Consumers  []api.Consumer
	Table      api.TableDefinition
}

// Declared returns what package api declares.
func Declared() Declarations {
	return Declarations{Operations: api.Operations(), Consumers: api.Consumers(), Table: api.Table()}
}

// ids lists the functions of the declarations.
func (d Declarations) ids() []string {
	var ids []string
	for _, o := range d.Operations {
		ids = append(ids, o.ID)
	}
	for _, c := range d.Consumers {
		ids = append(ids, c.ID)
	}
	return ids
}

// The tags that every resource has.
const tagApplication, tagStage = "application", "stage"

// NewStack creates the stack of a stage from the declarations.
func NewStack(scope constructs.Construct, stage Stage, d Declarations) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(stage.Prefix()), &awscdk.StackProps{
		StackName:   jsii.String(stage.Prefix()),
		Description: jsii.String("Usher: an organization's users, invitations, seats and roles (" + stage.Name + ")"),
		Synthesizer: awscdk.NewDefaultStackSynthesizer(nil), TerminationProtection: jsii.Bool(stage.protected()),
	})
	tagged := &awscdk.TagProps{ExcludeResourceTypes: jsii.Strings("AWS::ApiGatewayV2::Api")} // has them in its document
	awscdk.Tags_Of(stack).Add(jsii.String(tagApplication), jsii.String("usher"), tagged)
	awscdk.Tags_Of(stack).Add(jsii.String(tagStage), jsii.String(stage.Name), tagged)
	b := &builder{stack: stack, stage: stage, functions: map[string]awslambda.CfnFunction{}}
	b.makeTable(d.Table)
	b.makeMail()
	b.makeAPI(d.Operations)
	b.makeDashboard()
	b.makeQueues()
	b.makeFailedBatches()
	b.makeBus()
	b.makeHook()
	b.makeReleases()
	for _, o := range d.Operations {
		b.serve(o.Route, b.operationFunction(o.Route))
	}
	for _, c := range d.Consumers {
		b.feed(c, b.consumerFunction(c))
	}
	b.release(d)
	b.makeAlarms()
	b.makeOutputs()
	return stack
}

// builder holds what the parts of the stack need of each other.
type builder struct {
	stack       awscdk.Stack
	stage       Stage
	table       tableRefs
	mail        mailRefs
	web         webRefs
	api         apiRefs
	functions   map[string]awslambda.CfnFunction
	releases    awscdk.NestedStack // with versions and aliases; nil if the stage has none
	apiLog      awslogs.LogGroup
	queue       queueRefs
	failed      failedRefs
	bus         busRefs
	alarmsTopic *string
	rules       []*string // ARNs of the event rules, which may send to the dead-letter queue
	watch       []watched
}

func (b *builder) output(name, description string, value *string) {
	awscdk.NewCfnOutput(b.stack, jsii.String(name), &awscdk.CfnOutputProps{Value: value, Description: &description})
}

func (b *builder) makeOutputs() {
	b.output("DashboardURL", "The address of the dashboard and the API", b.web.url)
	b.output("TableName", "The table", b.table.name)
	b.output("ApiEndpoint", "The API itself, behind CloudFront", b.api.endpoint)
	if f, ok := b.functions[api.GetAuthorization.ID]; ok {
		b.output("AuthorizerArn", "The Lambda authorizer for other APIs of the product: docs/integrate.md", f.AttrArn())
	}
	b.output("DeadLettersQueue", "The dead-letter queue, for what could not be handled", b.queue.url)
	b.output("FailedBatchesBucket", "The batches of the stream that failed for good: usher dead-letters list",
		b.failed.name)
	b.output("EventBusName", "The event bus of what happens in organizations: docs/events", b.bus.name)
	b.output("AlarmsTopic", "The topic to subscribe to for alarms", b.alarmsTopic)
	b.output("LinkKeysParameter", "The parameter with the keys of links", jsii.String(b.stage.LinkKeys()))
}
