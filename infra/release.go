package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
	"usher/pkg/aws/release"
)

// canary gives a tenth of the requests and events to the new version, and after five minutes the rest.
const canary = "CodeDeployDefault.LambdaCanary10Percent5Minutes"

// makeReleases creates the stack within the stack that holds versions and aliases, if the stage wants them. Everything
// in there names functions rather than refers to them: a stack takes 200 parameters.
func (b *builder) makeReleases() {
	if b.stage.Canary {
		b.releases = awscdk.NewNestedStack(b.stack, jsii.String("Releases"), nil)
	}
}

// qualifier returns what callers of functions call: the alias if there are canaries, else what was deployed last.
func (b *builder) qualifier() *string {
	if b.releases == nil {
		return jsii.String("$LATEST")
	}
	return jsii.String(release.Alias)
}

// called returns the ARN by which a function is to be called.
func (b *builder) called(f awslambda.Function) *string {
	if b.releases == nil {
		return f.FunctionArn()
	}
	return awscdk.Fn_Join(jsii.String(":"), &[]*string{f.FunctionArn(), b.qualifier()})
}

// calls has a resource that names an alias wait for it.
func (b *builder) calls(caller awscdk.CfnResource) {
	if b.releases != nil {
		caller.AddResourceDependency(b.releases.NestedStackResource(), nil)
	}
}

// release publishes a version of each function whose code or configuration changes, and has CodeDeploy move its alias.
// The versions before stay, for usher rollback.
func (b *builder) release(d Declarations) {
	if b.releases == nil {
		return
	}
	application := awscodedeploy.NewCfnApplication(b.releases, jsii.String("Application"),
		&awscodedeploy.CfnApplicationProps{
			ApplicationName: jsii.String(b.stage.Prefix()), ComputePlatform: jsii.String("Lambda")})
	role := b.deployerRole(d.ids())
	for _, id := range d.ids() {
		f := b.functions[id]
		b.releases.NestedStackResource().AddResourceDependency(f, nil)
		group := awscodedeploy.NewCfnDeploymentGroup(b.releases, jsii.String(id+"-deployments"),
			&awscodedeploy.CfnDeploymentGroupProps{
				ApplicationName: application.Ref(), DeploymentGroupName: jsii.String(b.stage.Prefix() + "-" + id),
				ServiceRoleArn: role.RoleArn(), DeploymentConfigName: jsii.String(canary),
				DeploymentStyle: &awscodedeploy.CfnDeploymentGroup_DeploymentStyleProperty{
					DeploymentType: jsii.String("BLUE_GREEN"), DeploymentOption: jsii.String("WITH_TRAFFIC_CONTROL")},
				AutoRollbackConfiguration: &awscodedeploy.CfnDeploymentGroup_AutoRollbackConfigurationProperty{
					Enabled: jsii.Bool(true), Events: jsii.Strings("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM",
						"DEPLOYMENT_STOP_ON_REQUEST")},
				AlarmConfiguration: &awscodedeploy.CfnDeploymentGroup_AlarmConfigurationProperty{
					Enabled: jsii.Bool(true), Alarms: b.stopping(d.Consumers)},
			})
		name := jsii.String(b.stage.Prefix() + "-" + id)
		version := awslambda.NewCfnVersion(b.releases, jsii.String(id+"-version-"+b.fingerprint(f)),
			&awslambda.CfnVersionProps{FunctionName: name})
		version.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN, nil)
		alias := awslambda.NewCfnAlias(b.releases, jsii.String(id+"-alias"), &awslambda.CfnAliasProps{
			FunctionName: name, FunctionVersion: version.AttrVersion(), Name: jsii.String(release.Alias)})
		alias.CfnOptions().SetUpdatePolicy(&awscdk.CfnUpdatePolicy{
			CodeDeployLambdaAliasUpdate: &awscdk.CfnCodeDeployLambdaAliasUpdate{
				ApplicationName: application.Ref(), DeploymentGroupName: group.Ref()}})
	}
}

// fingerprint changes with what a version of the function is made of: Lambda refuses to publish one that has not
// changed.
func (b *builder) fingerprint(f awslambda.CfnFunction) string {
	made, _ := json.Marshal(b.stack.Resolve([]any{f.Code(), f.Environment(), f.Runtime(), f.Handler(), f.MemorySize(),
		f.Timeout(), f.Description(), f.Architectures()})) // came from JSON
	sum := sha256.Sum256(made)
	return hex.EncodeToString(sum[:4])
}

// stopping lists the alarms that end a canary: those that count failures. Others would keep every deployment from
// starting for as long as an operator has not acted on them.
func (b *builder) stopping(consumers []api.Consumer) *[]any {
	ids := []string{"api-errors"}
	for _, c := range consumers {
		if c.Source == api.FromStream {
			ids = append(ids, c.ID+"-errors")
		}
	}
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = &awscodedeploy.CfnDeploymentGroup_AlarmProperty{Name: jsii.String(b.stage.Prefix() + "-" + id)}
	}
	return &all
}

// deployerRole lets CodeDeploy move the aliases and look at alarms.
func (b *builder) deployerRole(ids []string) awsiam.Role {
	arn := func(service, resource, name string) *string {
		return b.releases.FormatArn(&awscdk.ArnComponents{Service: &service, Resource: &resource, ResourceName: &name,
			ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME})
	}
	functions := make([]*string, len(ids))
	for i, id := range ids {
		functions[i] = arn("lambda", "function", b.stage.Prefix()+"-"+id)
	}
	return awsiam.NewRole(b.releases, jsii.String("Deployer"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("codedeploy.amazonaws.com"), nil),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"access": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Statements: &[]awsiam.PolicyStatement{
				statement([]string{"lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"},
					functions...),
				statement([]string{"cloudwatch:DescribeAlarms"}, arn("cloudwatch", "alarm", "*")),
			}})},
	})
}
