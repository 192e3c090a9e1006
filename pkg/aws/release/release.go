// Package release returns a deployed stage with versions and aliases to what ran before its last deployment.
package release

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cloudformationtypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// Alias is the name of the alias by which a stage's functions are called if it has canaries.
const Alias = "live"

// ErrNoAliases means that no function of the stage is called by an alias, so that there is nothing to move.
var ErrNoAliases = errors.New("the stage has no aliases: it was deployed without canary")

// ErrNoUpdate means that the stage has not been updated since it was created, so that there is nothing before.
var ErrNoUpdate = errors.New("the stage has not been updated since it was created")

// Stage is a deployed stage.
type Stage struct {
	Prefix         string // what the names of its stack and functions begin with: usher-prod
	Lambda         *lambda.Client
	CloudFormation *cloudformation.Client
}

// Move is an alias that is to move, or has moved, to another version.
type Move struct{ Function, From, To string }

// LastUpdate returns when the last update of the stage's stack began, or ErrNoUpdate.
func (s Stage) LastUpdate(ctx context.Context) (time.Time, error) {
	pages := cloudformation.NewDescribeStackEventsPaginator(s.CloudFormation,
		&cloudformation.DescribeStackEventsInput{StackName: &s.Prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return time.Time{}, fmt.Errorf("stack %s: %w", s.Prefix, err)
		}
		for _, e := range page.StackEvents { // the newest first
			if aws.ToString(e.PhysicalResourceId) == aws.ToString(e.StackId) &&
				e.ResourceStatus == cloudformationtypes.ResourceStatusUpdateInProgress {
				return *e.Timestamp, nil
			}
		}
	}
	return time.Time{}, ErrNoUpdate
}

// Plan returns the aliases that do not lead to the newest version that their function had before a time, and only
// there. A function that has not changed since then has no move, nor has one that did not exist. It returns
// ErrNoAliases if no function has an alias, or the error of AWS.
func (s Stage) Plan(ctx context.Context, before time.Time) ([]Move, error) {
	var moves []Move
	found := false
	pages := lambda.NewListFunctionsPaginator(s.Lambda, &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, f := range page.Functions {
			if !strings.HasPrefix(*f.FunctionName, s.Prefix+"-") {
				continue
			}
			move, aliased, err := s.move(ctx, *f.FunctionName, before)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", *f.FunctionName, err)
			}
			found = found || aliased
			if move != nil {
				moves = append(moves, *move)
			}
		}
	}
	if !found {
		return nil, ErrNoAliases
	}
	return moves, nil
}

// move returns how a function's alias is to move, if it is, and whether it has one.
func (s Stage) move(ctx context.Context, function string, before time.Time) (*Move, bool, error) {
	alias, err := s.Lambda.GetAlias(ctx, &lambda.GetAliasInput{FunctionName: &function, Name: aws.String(Alias)})
	if _, none := errors.AsType[*types.ResourceNotFoundException](err); none {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	to := 0
	pages := lambda.NewListVersionsByFunctionPaginator(s.Lambda,
		&lambda.ListVersionsByFunctionInput{FunctionName: &function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, true, err
		}
		best, err := newest(page.Versions, before)
		if err != nil {
			return nil, true, err
		}
		to = max(to, best)
	}
	m := &Move{function, *alias.FunctionVersion, strconv.Itoa(to)}
	if to == 0 || m.From == m.To && alias.RoutingConfig == nil {
		return nil, true, nil
	}
	return m, true, nil
}

// newest returns the number of the newest version that was made before a time, or 0. Lambda's times are whole seconds.
func newest(versions []types.FunctionConfiguration, before time.Time) (int, error) {
	best := 0
	for _, v := range versions {
		n, err := strconv.Atoi(*v.Version)
		if err != nil { // $LATEST
			continue
		}
		made, err := time.Parse("2006-01-02T15:04:05.999Z0700", aws.ToString(v.LastModified))
		if err != nil {
			return 0, fmt.Errorf("version %d: %w", n, err)
		}
		if made.Before(before.Truncate(time.Second)) {
			best = max(best, n)
		}
	}
	return best, nil
}

// Make moves the aliases, and ends a canary that is under way. It goes on after an error and returns them all, so that
// one function does not keep the others on the new version.
func (s Stage) Make(ctx context.Context, moves []Move) error {
	var failed []error
	whole := &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{}}
	for _, m := range moves {
		_, err := s.Lambda.UpdateAlias(ctx, &lambda.UpdateAliasInput{FunctionName: &m.Function, Name: aws.String(Alias),
			FunctionVersion: &m.To, RoutingConfig: whole})
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", m.Function, err))
		}
	}
	return errors.Join(failed...)
}
