package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"usher/pkg/api"
	"usher/pkg/app"
	"usher/pkg/app/config"
	"usher/pkg/aws/linkkeys/keeper"
	"usher/pkg/core/access"
)

// operator holds what the commands of an operator share: the account that the AWS SDK's
// own configuration names (environment, profile), and a stage in it.
type operator struct {
	flags *flag.FlagSet
	stage *string
	aws   aws.Config
}

func newOperator(name string, out io.Writer) *operator {
	o := &operator{flags: flag.NewFlagSet("usher "+name, flag.ContinueOnError)}
	o.flags.SetOutput(out)
	o.stage = o.flags.String("stage", "dev", "the name of the deployed stage")
	return o
}

// parseFlags reads the arguments. Positional arguments are an error.
func (o *operator) parseFlags(args []string) error {
	if err := o.flags.Parse(args); err != nil {
		return err
	}
	if o.flags.NArg() > 0 {
		return fmt.Errorf("%q is not understood; see %s -h", o.flags.Arg(0), o.flags.Name())
	}
	return nil
}

// parse reads the arguments and then the AWS configuration.
func (o *operator) parse(ctx context.Context, args []string) error {
	err := o.parseFlags(args)
	if err != nil {
		return err
	}
	if o.aws, err = awsconfig.LoadDefaultConfig(ctx); err != nil {
		return fmt.Errorf("reading the AWS configuration: %w", err)
	}
	if o.aws.Region == "" {
		return errors.New("no AWS region is set: set AWS_REGION, or choose a profile with one")
	}
	return nil
}

// app returns the system on the stage's table, with the operator's own credentials.
func (o *operator) app() (*app.App, error) {
	c, err := config.Read(func(name string) string {
		switch name {
		case string(api.SettingTable):
			return "usher-" + *o.stage
		case string(api.SettingSignUp):
			return "open"
		}
		return os.Getenv(name)
	})
	if err != nil {
		return nil, err
	}
	if name := os.Getenv(string(api.SettingTable)); name != "" {
		c.Table = name
	}
	return &app.App{Config: c, Region: o.aws.Region, Credentials: o.aws.Credentials, Random: rand.Reader, Now: time.Now,
		DynamoDBEndpoint: cmp.Or(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), os.Getenv("AWS_ENDPOINT_URL")),
		Logger:           slog.New(slog.DiscardHandler)}, nil
}

// customEndpoint reports whether an AWS service, by its name in the SDK's variable, has an endpoint that is not AWS's.
func customEndpoint(service string) bool {
	return cmp.Or(os.Getenv("AWS_ENDPOINT_URL_"+service), os.Getenv("AWS_ENDPOINT_URL")) != ""
}

// function is the name of the stage's function.
func (o *operator) function(id string) string { return "usher-" + *o.stage + "-" + id }

func (o *operator) parameter() string { return "/usher/" + *o.stage + "/link-keys" }

// parameters are those that a stage needs: the keys of links, and those of second factors' secrets, which are never
// rotated away: what is sealed with them is kept.
func (o *operator) parameters() []string {
	return []string{o.parameter(), "/usher/" + *o.stage + "/factor-keys"}
}

// keysEnsure creates the keys of a stage's links and factors, unless they exist.
func keysEnsure(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("keys ensure", out)
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	for _, name := range o.parameters() {
		made, err := keeper.Ensure(ctx, ssm.NewFromConfig(o.aws), name, rand.Reader)
		if err != nil {
			return err
		}
		if made {
			fmt.Fprintln(out, "created", name)
		} else {
			fmt.Fprintln(out, name, "exists already")
		}
	}
	return nil
}

// keysRotate adds a new key, which signs from then on.
func keysRotate(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("keys rotate", out)
	keep := o.flags.Int("keep", 2, "how many keys stay valid, including the new one")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	client := ssm.NewFromConfig(o.aws)
	if err := keeper.Rotate(ctx, client, o.parameter(), rand.Reader, *keep); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s has a new key. Functions sign with it after their next cold start, "+
		"and accept its links within a minute.\n", o.parameter())
	return nil
}

// keysProof creates the proofs of CloudFront, unless they exist, or rotates them.
func keysProof(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("keys proof", out)
	rotate := o.flags.Bool("rotate", false, "send the next one from the next deployment on")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	name := "/usher/" + *o.stage + "/proxy-proof"
	wrote, err := keeper.Proofs(ctx, ssm.NewFromConfig(o.aws), name, *rotate)
	switch {
	case err != nil:
		return err
	case wrote:
		fmt.Fprintln(out, "wrote", name, "- the next deployment uses it")
	default:
		fmt.Fprintln(out, name, "exists already")
	}
	return nil
}

// orgCreate creates an organization and invites its first Owner.
func orgCreate(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("org create", out)
	name := o.flags.String("name", "", "the organization's name")
	owner := o.flags.String("owner", "", `its first Owner, e.g. "Ada Byron <ada@acme.example>"`)
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	person, err := newOwner(*owner)
	if err != nil {
		return err
	}
	if *name == "" {
		return errors.New("--name is required")
	}
	if err := o.checkSender(ctx, out); err != nil {
		return err
	}
	a, err := o.app()
	if err != nil {
		return err
	}
	made, err := a.Organizations().CreateByOperator(ctx, &access.Caller{}, api.CreateOrganizationInput{
		Name: *name, Owner: person,
	}, o.by(ctx))
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "created %s (%s); %s (%s) is being invited\n",
		made.Organization.Name, made.Organization.ID, made.Owner.Email, made.Owner.ID)
	return nil
}
