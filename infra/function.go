package main

import (
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
)

// plan describes a function, of an operation or of a consumer.
type plan struct {
	id, summary string
	timeout     time.Duration
	memory      int
	access      []api.Access
	settings    []api.Setting
	more        []awsiam.PolicyStatement
	seals       bool // writes the seals of the audit log
	purges      bool // deletes audit logs, and may change none
}

func (b *builder) operationFunction(r api.Route) awslambda.Function {
	return b.function(plan{id: r.ID, summary: r.Summary, timeout: r.Timeout, memory: r.MemoryMB,
		access: r.Access, settings: r.Settings})
}

func (b *builder) consumerFunction(c api.Consumer) awslambda.Function {
	p := plan{id: c.ID, summary: c.Summary, timeout: c.Timeout, memory: c.MemoryMB,
		access: c.Access, settings: c.Settings, seals: c.ID == api.SealTrail.ID,
		purges: c.ID == api.PurgeOrganizations.ID}
	if c.Sends {
		p.more = append(p.more, b.mayReach("ses:SendEmail", b.senders()...))
	}
	if c.Puts {
		p.more = append(p.more, b.mayReach("events:PutEvents", b.bus.arn))
	}
	// Lambda reads the stream, and keeps failures, under the function's own role.
	if c.Source == api.FromStream {
		p.more = append(p.more, b.failed.mayKeep()...)
		// Every stream of the table: one that is restored has another.
		p.more = append(p.more, statement([]string{"dynamodb:GetRecords", "dynamodb:GetShardIterator",
			"dynamodb:DescribeStream", "dynamodb:ListStreams"},
			awscdk.Fn_Join(jsii.String(""), &[]*string{b.table.arn, jsii.String("/stream/*")})))
	} else {
		p.more = append(p.more, b.mayReach("sqs:SendMessage", b.queue.arn))
	}
	return b.function(p)
}

// function creates a function with its own log group and role. The role allows the
// declared access and writing its own log, nothing else.
func (b *builder) function(p plan) awslambda.Function {
	name := b.stage.Prefix() + "-" + p.id
	logs := b.logGroup(p.id+"-log", name)
	role := awsiam.NewRole(b.stack, jsii.String(p.id+"-role"), &awsiam.RoleProps{
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
		Description: jsii.String("What the function " + name + " may do"),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"access": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Statements: b.statements(p, name)})},
	})
	f := awslambda.NewFunction(b.stack, jsii.String(p.id), &awslambda.FunctionProps{
		FunctionName: jsii.String(name), Description: jsii.String(p.summary),
		Runtime: awslambda.Runtime_PROVIDED_AL2023(), Architecture: awslambda.Architecture_ARM_64(),
		Handler:    jsii.String("bootstrap"),
		Code:       awslambda.Code_FromAsset(b.stage.path("build", p.id), nil),
		MemorySize: jsii.Number(p.memory), Timeout: awscdk.Duration_Seconds(jsii.Number(p.timeout.Seconds())),
		Role: role.WithoutPolicyUpdates(nil), LogGroup: logs, Environment: b.environment(p),
	})
	b.functions[p.id] = f.Node().DefaultChild().(awslambda.CfnFunction)
	return f
}

func (b *builder) logGroup(id, function string) awslogs.LogGroup {
	return awslogs.NewLogGroup(b.stack, jsii.String(id), &awslogs.LogGroupProps{
		LogGroupName: jsii.String("/aws/lambda/" + function), Retention: b.stage.retention(),
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
}

// statements returns the statements of the role: one for the table, one for each index,
// one for the log, and those for what the function declares beyond DynamoDB.
func (b *builder) statements(p plan, name string) *[]awsiam.PolicyStatement {
	all := []awsiam.PolicyStatement{b.mayLog(name)}
	byIndex := map[string][]string{}
	var indexes []string
	for _, a := range p.access {
		switch {
		case a.Only != "":
			all = append(all, b.mayWriteOnly(a))
			continue
		case a.Within != "":
			all = append(all, b.mayWriteWithin(a))
			continue
		}
		if byIndex[a.Index] == nil {
			indexes = append(indexes, a.Index)
		}
		byIndex[a.Index] = append(byIndex[a.Index], string(a.Action))
	}
	slices.Sort(indexes)
	for _, index := range indexes {
		all = append(all, statement(byIndex[index], b.table.indexARN(index)))
	}
	if slices.Contains(p.settings, api.SettingLinkKeys) {
		all = append(all, statement([]string{"ssm:GetParameter"}, b.parameterARN(b.stage.LinkKeys())))
	}
	if slices.Contains(p.settings, api.SettingFactorKeys) {
		all = append(all, statement([]string{"ssm:GetParameter"}, b.parameterARN(b.stage.FactorKeys())))
	}
	all = append(append(all, p.more...), b.keepAuditLog(p)...)
	return &all
}

// changes are the actions that change or delete an item whatever it was. PutItem is not among them, although it
// overwrites: IAM cannot tell whether an item exists.
func changes() []string {
	return []string{"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem",
		"dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete"}
}

// keepAuditLog denies what no declaration can allow: to change or delete audit events and seals, and except to the
// function that seals to write seals; what purges deletes both, and changes neither. IAM decides on each write of a
// transaction by itself, so that the denial of one item's change does not meet the others.
func (b *builder) keepAuditLog(p plan) []awsiam.PolicyStatement {
	const events, seals, head = api.AuditPartition, api.SealsPartition, api.SealHeadPartition
	put := []string{"dynamodb:PutItem", "dynamodb:PartiQLInsert"}
	if p.purges {
		all := slices.DeleteFunc(append(changes(), put...), func(a string) bool { return a == string(api.DeleteItem) })
		return []awsiam.PolicyStatement{b.deny(all, events, seals, head)}
	}
	if p.seals {
		return []awsiam.PolicyStatement{b.deny(changes(), events, seals), b.deny(put, events)}
	}
	return []awsiam.PolicyStatement{b.deny(changes(), events, seals, head), b.deny(put, seals, head)}
}

// deny forbids actions on the items whose partition keys begin so.
func (b *builder) deny(actions []string, partitions ...string) awsiam.PolicyStatement {
	keys := make([]string, len(partitions))
	for i, p := range partitions {
		keys[i] = p + "*"
	}
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Effect: awsiam.Effect_DENY, Actions: jsii.Strings(actions...), Resources: &[]*string{b.table.arn},
		Conditions: &map[string]any{"ForAnyValue:StringLike": map[string]any{"dynamodb:LeadingKeys": keys}},
	})
}

// mayWriteOnly allows an action on one attribute (and the keys, which every
// request names), without reading the item back.
func (b *builder) mayWriteOnly(a api.Access) awsiam.PolicyStatement {
	d := api.Table()
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(string(a.Action)), Resources: &[]*string{b.table.arn},
		Conditions: &map[string]any{
			"ForAllValues:StringEquals": map[string]any{"dynamodb:Attributes": []string{d.Partition, d.Sort, a.Only}},
			"StringEqualsIfExists":      map[string]any{"dynamodb:ReturnValues": []string{"NONE"}},
		},
	})
}

// mayWriteWithin allows an action on the items whose partition keys begin so.
func (b *builder) mayWriteWithin(a api.Access) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(string(a.Action)), Resources: &[]*string{b.table.arn},
		Conditions: &map[string]any{
			"ForAllValues:StringLike": map[string]any{"dynamodb:LeadingKeys": []string{a.Within + "*"}},
		},
	})
}

// mayLog allows a function to write its own log. The log group exists already.
func (b *builder) mayLog(name string) awsiam.PolicyStatement {
	return statement([]string{"logs:CreateLogStream", "logs:PutLogEvents"},
		awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String("arn:"), b.stack.Partition(), jsii.String(":logs:"),
			b.stack.Region(), jsii.String(":"), b.stack.Account(),
			jsii.String(":log-group:/aws/lambda/" + name + ":log-stream:*")}))
}

func (b *builder) parameterARN(name string) *string {
	return b.stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("ssm"), Resource: jsii.String("parameter"),
		ResourceName: jsii.String(name[1:])})
}

func statement(actions []string, resources ...*string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(actions...), Resources: &resources})
}

func (b *builder) mayReach(action string, resources ...*string) awsiam.PolicyStatement {
	return statement([]string{action}, resources...)
}

// environment returns the values of the declared settings and what Go's runtime is to know, and nothing else.
func (b *builder) environment(p plan) *map[string]*string {
	all := map[string]*string{}
	for name, value := range api.Runtime(p.memory) {
		all[name] = &value
	}
	for _, s := range p.settings {
		if v := b.setting(s); v != nil {
			all[string(s)] = v
		}
	}
	return &all
}

func (b *builder) setting(s api.Setting) *string {
	switch s {
	case api.SettingTable:
		return b.table.name
	case api.SettingDashboard:
		return b.web.url
	case api.SettingSignUp:
		return &b.stage.SignUp
	case api.SettingPlans:
		return &b.stage.Plans
	case api.SettingRoles:
		return nonempty(b.stage.Roles.Compact())
	case api.SettingLinkKeys:
		return jsii.String("ssm:" + b.stage.LinkKeys())
	case api.SettingFactorKeys:
		return jsii.String("ssm:" + b.stage.FactorKeys())
	case api.SettingSender:
		return jsii.String(b.stage.From())
	case api.SettingConfigurationSet:
		return b.mail.setName
	case api.SettingEventBus:
		return b.bus.name
	case api.SettingTrustedProxy:
		return b.web.proofs
	case api.SettingProductName:
		return &b.stage.Brand.Product
	case api.SettingProductColor:
		return nonempty(b.stage.Stage.Brand.Color)
	case api.SettingSupportEmail:
		return nonempty(b.stage.Brand.Support)
	case api.SettingActivityKept:
		return nonempty(b.stage.ActivityKept)
	case api.SettingDeletedKept:
		return nonempty(b.stage.DeletedKept)
	case api.SettingSessionLifetime:
		return nonempty(b.stage.SessionLifetime)
	case api.SettingSessionIdle:
		return nonempty(b.stage.SessionIdle)
	case api.SettingInvitationLifetime:
		return nonempty(b.stage.InvitationLifetime)
	}
	return nil // the functions have defaults
}

func nonempty(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
