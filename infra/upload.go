package main

import (
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3assets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3deployment"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/core/brand"
)

// documentKey is the key of the OpenAPI document in the bucket.
const documentKey = "v1/openapi.json"

// upload puts the dashboard into the bucket, if it has been built: first the files whose names change with their
// content, which browsers may keep for ever, then the pages that name them and the OpenAPI document, which browsers
// request each time. So there is nothing to invalidate. Nothing is removed: a page that is open still requests the
// files that it was built with.
func (b *builder) upload(bucket awss3.Bucket) {
	dir := *b.stage.path("dashboard", "dist")
	if _, err := os.Stat(dir); err != nil {
		return
	}
	files := awss3assets.NewAsset(b.stack, jsii.String("DashboardBuild"), &awss3assets.AssetProps{
		Path: &dir, Exclude: jsii.Strings(".vite"), // the bundler's own notes
	})
	props := awss3deployment.BucketDeploymentProps{
		Sources:           &[]awss3deployment.ISource{awss3deployment.Source_Bucket(files.Bucket(), files.S3ObjectKey())},
		DestinationBucket: bucket, Prune: jsii.Bool(false), MemoryLimit: jsii.Number(512),
		Role: b.uploaderRole(files, bucket), LogGroup: b.logGroup("upload-log", b.stage.Prefix()+"-upload"),
	}
	cached := func(text string) *[]awss3deployment.CacheControl {
		return &[]awss3deployment.CacheControl{awss3deployment.CacheControl_FromString(&text)}
	}
	assets, pages := props, props
	assets.Exclude, assets.Include = jsii.Strings("*"), jsii.Strings("assets/*")
	assets.CacheControl = cached("public, max-age=31536000, immutable")
	pages.Exclude = jsii.Strings("assets/*")
	pages.CacheControl = cached("no-cache")
	document := awss3deployment.Source_Data(jsii.String(documentKey), b.document(), nil)
	// After the build, whose file of the same name is for a page that is served by something else.
	pages.Sources = &[]awss3deployment.ISource{(*props.Sources)[0], document, b.script()}
	first := awss3deployment.NewBucketDeployment(b.stack, jsii.String("DashboardAssets"), &assets)
	awss3deployment.NewBucketDeployment(b.stack, jsii.String("DashboardPages"), &pages).Node().AddDependency(first)
}

// script returns the file by which the page learns of the brand.
func (b *builder) script() awss3deployment.ISource {
	text, err := b.stage.Brand.Script(b.stage.Roles)
	if err != nil {
		panic(err)
	}
	return awss3deployment.Source_Data(jsii.String(strings.TrimPrefix(brand.ScriptPath, "/")), &text, nil)
}

// document returns the OpenAPI document.
func (b *builder) document() *string {
	text, err := os.ReadFile(*b.stage.path("docs", "openapi.json"))
	if err != nil {
		panic(err) // the CDK's own errors are panics too
	}
	return jsii.String(string(text))
}

// uploaderRole says what the CDK's own uploader, a function that runs during deployments, may do. By default the CDK
// would allow it to delete the bucket's objects, change their retention and invalidate every distribution.
func (b *builder) uploaderRole(files awss3assets.Asset, bucket awss3.Bucket) awsiam.IRole {
	role := awsiam.NewRole(b.stack, jsii.String("upload-role"), &awsiam.RoleProps{
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
		Description: jsii.String("What the uploader of the dashboard may do"),
		InlinePolicies: &map[string]awsiam.PolicyDocument{"access": awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{
			Statements: &[]awsiam.PolicyStatement{
				b.mayLog(b.stage.Prefix() + "-upload"),
				// Any asset: a rollback uploads the earlier one.
				statement([]string{"s3:GetObject"}, files.Bucket().ArnForObjects(jsii.String("*"))),
				statement([]string{"s3:PutObject"}, bucket.ArnForObjects(jsii.String("*"))),
				statement([]string{"s3:ListBucket"}, bucket.BucketArn()), // to see what exists already
			}})},
	})
	return role.WithoutPolicyUpdates(nil)
}
