// Package preflight asks an AWS account, before anything is built or made, what would make the deployment of a stage
// fail, or let it succeed and its mail not arrive. It changes nothing.
package preflight

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"usher/pkg/aws/stages"
)

// Level is what an answer means for the deployment.
type Level string

// The levels: nothing to do; something to know or do soon; a deployment that would fail or do damage.
const (
	OK   Level = "ok"
	Warn Level = "warning"
	Stop Level = "stop"
)

// Answer is one answer of the account, in a sentence that says what to do where something is to be done.
type Answer struct {
	About string
	Level Level
	Text  string
}

// Report is all answers, and what a deployment has to do differently because of them.
type Report struct {
	Answers   []Answer
	New       bool // the stack is to be created
	Bootstrap bool // the CDK's own stack is to be created first
}

// Stopped reports whether a deployment must not begin.
func (r Report) Stopped() bool {
	for _, a := range r.Answers {
		if a.Level == Stop {
			return true
		}
	}
	return false
}

// asking is one run.
type asking struct {
	ctx    context.Context //nolint:containedctx // of the one call that all of it belongs to
	aws    aws.Config
	stage  stages.Stage
	report Report
}

// Ask asks the account about a stage with the credentials of the configuration. What they may not ask is a warning,
// except what a deployment depends on. Without credentials that work there are no further answers.
func Ask(ctx context.Context, config aws.Config, stage stages.Stage) Report {
	a := &asking{ctx: ctx, aws: config, stage: stage}
	if a.credentials() {
		for _, ask := range []func(){a.region, a.bootstrap, a.stack, a.table, a.identity, a.mail, a.functions, a.names,
			a.certificate} {
			ask()
		}
	}
	return a.report
}

func (a *asking) say(about string, level Level, format string, args ...any) {
	a.report.Answers = append(a.report.Answers, Answer{about, level, fmt.Sprintf(format, args...)})
}

// unasked says that a question has no answer, and which right is missing or what went wrong.
func (a *asking) unasked(about string, level Level, action string, err error) {
	if refused, ok := errors.AsType[smithy.APIError](err); ok {
		err = fmt.Errorf("%s: %s", refused.ErrorCode(), refused.ErrorMessage())
	}
	a.say(about, level, "This could not be asked, so allow yourself %s or look yourself (%v).", action, err)
}

// code is the code of an error that a service answered with, or empty.
func code(err error) string {
	if answered, ok := errors.AsType[smithy.APIError](err); ok {
		return answered.ErrorCode()
	}
	return ""
}

func (a *asking) credentials() bool {
	me, err := sts.NewFromConfig(a.aws).GetCallerIdentity(a.ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		a.say("credentials", Stop, "AWS does not accept your credentials, so sign in again, or set AWS_PROFILE: %v.", err)
		return false
	}
	a.say("credentials", OK, "You are %s in account %s, region %s.",
		aws.ToString(me.Arn), aws.ToString(me.Account), a.aws.Region)
	return true
}

func (a *asking) region() {
	if err := a.stage.CheckRegion(a.aws.Region); err != nil {
		a.say("region", Stop, "It cannot be deployed here: %v.", err)
	}
}
