package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"usher/pkg/api"
	"usher/pkg/aws/stages"
	"usher/pkg/core/brand"
)

// Stage is what differs between one deployment and another: the settings of its file, and how this deployment of it is
// made.
type Stage struct {
	stages.Stage
	// Brand is what the settings of that name mean.
	Brand brand.Brand
	Roles api.Roles // the same
	// Creating is the deployment that creates the stack. What it makes is not protected from deletion yet, so that it
	// can be rolled back and repeated; the next deployment, which infra/deploy.sh makes at once, protects it.
	Creating bool

	Root string // the repository's folder: build/ and dashboard/dist are below it
}

// Production reports whether data must survive mistakes.
func (s Stage) Production() bool { return s.Keep }

// protected reports whether the stack and its table refuse to be deleted.
func (s Stage) protected() bool { return s.Keep && !s.Creating }

// removal is what becomes of the table when the stack is deleted. RetainExceptOnCreate is Retain, except that a
// creation that fails takes back what it made: otherwise the next attempt would find the name taken.
func (s Stage) removal() (onDelete, onReplace awscdk.CfnDeletionPolicy) {
	if s.Production() {
		return awscdk.CfnDeletionPolicy_RETAIN_EXCEPT_ON_CREATE, awscdk.CfnDeletionPolicy_RETAIN
	}
	return awscdk.CfnDeletionPolicy_DELETE, awscdk.CfnDeletionPolicy_DELETE
}

func (s Stage) retention() awslogs.RetentionDays {
	if s.Production() {
		return awslogs.RetentionDays_THREE_MONTHS
	}
	return awslogs.RetentionDays_ONE_WEEK
}

func (s Stage) path(parts ...string) *string {
	return jsii.String(filepath.Join(append([]string{s.Root}, parts...)...))
}

// readStage reads the stage's file. The app's context (`cdk deploy -c stage=prod`) only says which, and how it is
// deployed: stage, stages (the folder of the files), root, creating. It holds no setting, so that a command cannot
// leave one out.
func readStage(app awscdk.App, root string) (Stage, error) {
	get := func(name string) string {
		v, _ := app.Node().TryGetContext(jsii.String(name)).(string)
		return v
	}
	folder := cmp.Or(get("stages"), filepath.Join(root, stages.Folder))
	s := Stage{Root: cmp.Or(get("root"), root), Creating: get("creating") == "true"}
	var err error
	if s.Stage, err = stages.Read(folder, cmp.Or(get("stage"), "dev")); err != nil {
		return s, err
	}
	if s.Brand, err = s.Stage.Brand.Parse(); err != nil {
		return s, err
	}
	if s.Roles, err = api.NewRoles(s.Stage.Roles); err != nil {
		return s, err
	}
	if err := s.checkLogo(); err != nil {
		return s, err
	}
	return s, s.CheckRegion(os.Getenv("CDK_DEFAULT_REGION")) // set by cdk
}

// checkLogo returns an error if the logo is to be a file of the dashboard, which has been built without it.
func (s Stage) checkLogo() error {
	dist := *s.path("dashboard", "dist")
	_, notBuilt := os.Stat(dist)
	_, missing := os.Stat(filepath.Join(dist, s.Brand.Logo))
	if strings.HasPrefix(s.Stage.Brand.Logo, "/") && notBuilt == nil && missing != nil {
		return fmt.Errorf("brand.logo names a file that the dashboard does not have: put it into dashboard/public as %s",
			strings.TrimPrefix(s.Brand.Logo, "/"))
	}
	return nil
}
