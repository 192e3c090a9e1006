package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
)

// webRefs is what other parts need of the dashboard: its address, and the text that
// proves to the functions that a request came through its distribution.
type webRefs struct{ url, proxy *string }

// rewrite serves index.html for the application's own paths. It runs only for paths of the dashboard: mapping errors
// to the page instead would turn the API's 404 into a page too. A full stop at the end is one that a mail program took
// into a link; only an extension makes a file.
const rewrite = `function handler(event) {
  var request = event.request;
  if (!/\.[A-Za-z0-9]+$/.test(request.uri)) request.uri = '/index.html';
  return request;
}
`

func (b *builder) makeDashboard() {
	b.web.proxy = b.proxyProof()
	bucket := b.bucket()
	files := awscloudfrontorigins.S3BucketOrigin_WithOriginAccessControl(bucket, nil)
	headers := b.headers("Headers", b.stage.Prefix(), b.stage.Brand.ContentSecurityPolicy(), true)
	d := awscloudfront.NewDistribution(b.stack, jsii.String("Distribution"), b.distribution(files, headers))
	b.serveV1(d, files, headers)
	b.web.url = awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String("https://"), b.host(d)})
	b.upload(bucket)
}

// proxyProof is a text that only this stack's distribution sends, because of which a caller who reaches the API
// directly cannot claim another network address. It gives no access to anything. CloudFormation reads it from a
// parameter, whose version is part of the template: a newer one changes both who sends it and who compares it.
func (b *builder) proxyProof() *string {
	return jsii.String("{{resolve:ssm:" + strings.TrimSuffix(b.stage.ProxyProof()+":"+b.stage.ProofVersion, ":") + "}}")
}

func (b *builder) host(d awscloudfront.Distribution) *string {
	if b.stage.Domain != "" {
		return &b.stage.Domain
	}
	return d.DistributionDomainName()
}

// bucket creates the bucket of the dashboard, whose files can all be built again. In production it nevertheless
// remains when the stack is deleted, so that no function needs permission to empty it.
func (b *builder) bucket() awss3.Bucket {
	removal := awscdk.RemovalPolicy_DESTROY
	if b.stage.Production() {
		removal = awscdk.RemovalPolicy_RETAIN
	}
	return awss3.NewBucket(b.stack, jsii.String("Dashboard"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(), EnforceSSL: jsii.Bool(true),
		Encryption:      awss3.BucketEncryption_S3_MANAGED,
		ObjectOwnership: awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED, RemovalPolicy: removal, Versioned: jsii.Bool(true),
		AutoDeleteObjects: jsii.Bool(!b.stage.Production()),
	})
}

func (b *builder) distribution(
	files awscloudfront.IOrigin, headers awscloudfront.ResponseHeadersPolicy,
) *awscloudfront.DistributionProps {
	page := awscloudfront.NewFunction(b.stack, jsii.String("Rewrite"), &awscloudfront.FunctionProps{
		Code: awscloudfront.FunctionCode_FromInline(jsii.String(rewrite)), Runtime: awscloudfront.FunctionRuntime_JS_2_0()})
	props := &awscloudfront.DistributionProps{
		Comment: jsii.String(b.stage.Prefix()), DefaultRootObject: jsii.String("index.html"),
		HttpVersion: awscloudfront.HttpVersion_HTTP2_AND_3,
		PriceClass:  awscloudfront.PriceClass_PRICE_CLASS_100, WebAclId: b.firewall(),
		DefaultBehavior: &awscloudfront.BehaviorOptions{
			Origin: files, ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
			ResponseHeadersPolicy: headers, Compress: jsii.Bool(true),
			FunctionAssociations: &[]*awscloudfront.FunctionAssociation{
				{Function: page, EventType: awscloudfront.FunctionEventType_VIEWER_REQUEST}},
		},
	}
	if b.stage.Domain != "" {
		props.MinimumProtocolVersion = awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021 // the default would be CloudFront's
		props.DomainNames = jsii.Strings(b.stage.Domain)
		props.Certificate = awscertificatemanager.Certificate_FromCertificateArn(
			b.stack, jsii.String("Certificate"), &b.stage.Certificate)
	}
	return props
}

// serveV1 serves the OpenAPI document, which is a file, and the API. The document comes
// first, since CloudFront uses the first behavior that matches.
func (b *builder) serveV1(
	d awscloudfront.Distribution, files awscloudfront.IOrigin, headers awscloudfront.ResponseHeadersPolicy,
) {
	d.AddBehavior(jsii.String("/"+documentKey), files, &awscloudfront.AddBehaviorOptions{
		ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY, ResponseHeadersPolicy: headers,
		Compress: jsii.Bool(true)})
	api := awscloudfrontorigins.NewHttpOrigin(b.api.host, &awscloudfrontorigins.HttpOriginProps{
		ProtocolPolicy: awscloudfront.OriginProtocolPolicy_HTTPS_ONLY,
		CustomHeaders:  &map[string]*string{"X-Usher-Proxy": b.web.proxy}})
	// Files that people uploaded bring a stricter policy with them.
	headers = b.headers("ApiHeaders", b.stage.Prefix()+"-api", "default-src 'none'; frame-ancestors 'none'", false)
	d.AddBehavior(jsii.String("/v1/*"), api, &awscloudfront.AddBehaviorOptions{
		ViewerProtocolPolicy: awscloudfront.ViewerProtocolPolicy_HTTPS_ONLY, ResponseHeadersPolicy: headers,
		AllowedMethods: awscloudfront.AllowedMethods_ALLOW_ALL(),
		CachePolicy:    awscloudfront.CachePolicy_CACHING_DISABLED(), Compress: jsii.Bool(true),
		OriginRequestPolicy: awscloudfront.OriginRequestPolicy_ALL_VIEWER_EXCEPT_HOST_HEADER()})
}

// headers creates a policy for the headers of answers. The content security policy replaces the origin's own, or stands
// in where the origin has none.
func (b *builder) headers(id, name, content string, replaces bool) awscloudfront.ResponseHeadersPolicy {
	yes := jsii.Bool(true)
	props := &awscloudfront.ResponseHeadersPolicyProps{
		ResponseHeadersPolicyName: &name,
		SecurityHeadersBehavior: &awscloudfront.ResponseSecurityHeadersBehavior{
			ContentSecurityPolicy: &awscloudfront.ResponseHeadersContentSecurityPolicy{
				ContentSecurityPolicy: &content, Override: &replaces},
			ContentTypeOptions: &awscloudfront.ResponseHeadersContentTypeOptions{Override: yes},
			FrameOptions: &awscloudfront.ResponseHeadersFrameOptions{
				FrameOption: awscloudfront.HeadersFrameOption_DENY, Override: yes},
			// The paths of links hold tokens, which no other site may see.
			ReferrerPolicy: &awscloudfront.ResponseHeadersReferrerPolicy{
				ReferrerPolicy: awscloudfront.HeadersReferrerPolicy_NO_REFERRER, Override: yes},
			StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{
				AccessControlMaxAge: awscdk.Duration_Days(jsii.Number(365)), IncludeSubdomains: yes, Override: yes},
		},
		CustomHeadersBehavior: &awscloudfront.ResponseCustomHeadersBehavior{
			CustomHeaders: &[]*awscloudfront.ResponseCustomHeader{{
				Header: jsii.String("Permissions-Policy"), Override: yes,
				Value: jsii.String("camera=(), geolocation=(), microphone=()")}}},
	}
	return awscloudfront.NewResponseHeadersPolicy(b.stack, &id, props)
}
