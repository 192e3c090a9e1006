package main

import (
	"context"
	"fmt"
	"io"
	"net/mail"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"usher/pkg/api"
	"usher/pkg/aws/ses"
)

// checkSender returns an error while SES would refuse all mail of the stage, whatever the recipient: an invitation
// would wait for hours, and then be given up. What may still keep mail from arriving it says. It checks nothing where
// the database is not AWS's, except where Lambda has an endpoint of its own too.
func (o *operator) checkSender(ctx context.Context, out io.Writer) error {
	if customEndpoint("DYNAMODB") && os.Getenv("AWS_ENDPOINT_URL_LAMBDA") == "" {
		return nil
	}
	sender, err := o.sender(ctx)
	if err != nil {
		return err
	}
	s, err := ses.Stand(ctx, sesv2.NewFromConfig(o.aws), sender)
	switch {
	case err != nil:
		return fmt.Errorf("whether mail from %s can be sent is not known: %w", sender, err)
	case !s.Verified:
		return fmt.Errorf("no mail can be sent from %s, as SES has not verified the address or its domain: create the DNS "+
			"records that the deployment printed (or confirm SES's mail to the address), wait until the SES console says "+
			"verified, and try again", sender)
	case s.Paused:
		return fmt.Errorf("no mail can be sent from %s, as SES has paused this account: see the SES console", sender)
	case s.Sandbox:
		fmt.Fprintln(out, "warning: this account is in SES's sandbox, so mail reaches verified addresses only: "+
			`see "Leaving the SES sandbox" in docs/operate.md`)
	}
	return nil
}

// sender is the address that the stage's mails come from, as send-mail has it.
func (o *operator) sender(ctx context.Context) (string, error) {
	name := o.function(api.SendMail.ID)
	f, err := lambda.NewFromConfig(o.aws).GetFunctionConfiguration(ctx,
		&lambda.GetFunctionConfigurationInput{FunctionName: &name})
	if err != nil {
		return "", fmt.Errorf("reading the sender from %s: is the stage deployed in this account and region? %w", name, err)
	}
	var from string
	if f.Environment != nil {
		from = f.Environment.Variables[string(api.SettingSender)]
	}
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return "", fmt.Errorf("%s of %s is no address: %w", api.SettingSender, aws.ToString(f.FunctionName), err)
	}
	return sender.Address, nil
}
