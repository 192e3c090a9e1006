package main

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/jsii-runtime-go"
)

// mailRefs is what other parts need of SES: ARNs, and the configuration set's name.
type mailRefs struct{ identity, configurationSet, setName *string }

// makeIdentity creates the identity, and outputs the DNS records that verify a domain and sign its mails. It creates
// nothing if the account has the identity already, from another stage or made by hand. Other stages may send by it, and
// verifying it again takes days, so that neither a setting nor the end of the stage deletes it.
func (b *builder) makeIdentity() {
	if b.stage.IdentityExists {
		return
	}
	props := &awsses.CfnEmailIdentityProps{EmailIdentity: &b.stage.Identity,
		// Bounces and complaints come as events; without this SES mails them to the sender too, whom nobody reads.
		FeedbackAttributes: &awsses.CfnEmailIdentity_FeedbackAttributesProperty{EmailForwardingEnabled: jsii.Bool(false)}}
	if b.stage.MailFrom != "" {
		// Until its records exist mails are sent as without it.
		props.MailFromAttributes = &awsses.CfnEmailIdentity_MailFromAttributesProperty{
			MailFromDomain: &b.stage.MailFrom, BehaviorOnMxFailure: jsii.String("USE_DEFAULT_VALUE")}
	}
	identity := awsses.NewCfnEmailIdentity(b.stack, jsii.String("Identity"), props)
	identity.CfnOptions().SetDeletionPolicy(awscdk.CfnDeletionPolicy_RETAIN_EXCEPT_ON_CREATE)
	identity.CfnOptions().SetUpdateReplacePolicy(awscdk.CfnDeletionPolicy_RETAIN)
	if strings.Contains(b.stage.Identity, "@") {
		return // SES mails the address a link to confirm
	}
	records := [][2]*string{
		{identity.AttrDkimDnsTokenName1(), identity.AttrDkimDnsTokenValue1()},
		{identity.AttrDkimDnsTokenName2(), identity.AttrDkimDnsTokenValue2()},
		{identity.AttrDkimDnsTokenName3(), identity.AttrDkimDnsTokenValue3()},
	}
	for i, r := range records {
		b.output(fmt.Sprintf("SenderRecord%d", i+1), "A DNS record to create, so that SES may send for "+b.stage.Identity,
			awscdk.Fn_Join(jsii.String(" CNAME "), &[]*string{r[0], r[1]}))
	}
	if b.stage.MailFrom != "" {
		b.output("SenderRecord4", "A DNS record to create, so that bounces come back by way of "+b.stage.MailFrom,
			awscdk.Fn_Join(jsii.String(""), &[]*string{jsii.String(b.stage.MailFrom + " MX 10 feedback-smtp."),
				b.stack.Region(), jsii.String(".amazonses.com")}))
		b.output("SenderRecord5", "A DNS record to create, so that receivers find SES allowed to send (SPF)",
			jsii.String(b.stage.MailFrom+` TXT "v=spf1 include:amazonses.com ~all"`))
	}
	b.output("SenderRecord6", "A DNS record to create unless there is one, so that receivers know what to expect (DMARC)",
		jsii.String("_dmarc."+b.stage.Identity+` TXT "v=DMARC1; p=none"`))
}

// makeMail creates the identity that mails come from, and a configuration set whose
// events go to the account's default event bus, for record-delivery.
func (b *builder) makeMail() {
	b.makeIdentity()
	set := awsses.NewCfnConfigurationSet(b.stack, jsii.String("ConfigurationSet"), &awsses.CfnConfigurationSetProps{
		Name:            jsii.String(b.stage.Prefix()),
		DeliveryOptions: &awsses.CfnConfigurationSet_DeliveryOptionsProperty{TlsPolicy: jsii.String("REQUIRE")},
		SuppressionOptions: &awsses.CfnConfigurationSet_SuppressionOptionsProperty{
			SuppressedReasons: jsii.Strings("BOUNCE", "COMPLAINT")},
	})
	arn := func(service, resource, name string) *string {
		return b.stack.FormatArn(&awscdk.ArnComponents{Service: &service, Resource: &resource, ResourceName: &name})
	}
	props := &awsses.CfnConfigurationSetEventDestinationProps{
		ConfigurationSetName: set.Ref(),
		EventDestination: &awsses.CfnConfigurationSetEventDestination_EventDestinationProperty{
			Name: jsii.String("events"), Enabled: jsii.Bool(true),
			MatchingEventTypes: jsii.Strings("SEND", "DELIVERY", "DELIVERY_DELAY", "BOUNCE", "COMPLAINT", "REJECT",
				"RENDERING_FAILURE"),
			EventBridgeDestination: &awsses.CfnConfigurationSetEventDestination_EventBridgeDestinationProperty{
				EventBusArn: arn("events", "event-bus", "default")},
		},
	}
	awsses.NewCfnConfigurationSetEventDestination(b.stack, jsii.String("MailEvents"), props)
	b.mail = mailRefs{identity: arn("ses", "identity", b.stage.Identity),
		configurationSet: arn("ses", "configuration-set", b.stage.Prefix()), setName: set.Ref()}
}

// senders is what a function that sends mail must be allowed to send by. In its sandbox SES asks the role for the
// recipient's identity as well, which is one of the account's that is verified.
func (b *builder) senders() []*string {
	all := []*string{b.mail.identity, b.mail.configurationSet}
	if b.stage.Sandbox {
		all = append(all, b.stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("ses"),
			Resource: jsii.String("identity"), ResourceName: jsii.String("*")}))
	}
	return all
}
