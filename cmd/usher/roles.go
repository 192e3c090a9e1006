package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"usher/pkg/api"
	"usher/pkg/aws/stages"
	"usher/pkg/store"
)

// rolesCheck finds who has a role that the stage's file does not have. Its error says that there is somebody.
func rolesCheck(ctx context.Context, args []string, out io.Writer) error {
	o := newOperator("roles check", out)
	folder := o.flags.String("stages", stages.Folder, "the folder of the stages' files")
	taken := o.flags.Bool("if-taken", false, "look only if the file takes away a role that is deployed")
	if err := o.parse(ctx, args); err != nil {
		return err
	}
	stage, err := stages.Read(*folder, *o.stage)
	if err != nil {
		return err
	}
	roles, err := api.NewRoles(stage.Roles)
	if err != nil {
		return err
	}
	if *taken && !o.takesAway(ctx, roles) {
		return nil
	}
	a, err := o.app()
	if err != nil {
		return err
	}
	by := map[api.Role]*holders{}
	err = a.Table().EachWithOtherRole(ctx, roles.IDs(), func(h store.RoleHolder) {
		if by[h.Role] == nil {
			by[h.Role] = &holders{}
		}
		by[h.Role].add(h)
	})
	if err != nil {
		return err
	}
	for _, role := range slices.Sorted(maps.Keys(by)) {
		fmt.Fprintf(out, "%s: %s\n", role, by[role])
	}
	if len(by) > 0 {
		return fmt.Errorf("%s does not have roles that are in use: give whoever has them another, revoke the keys, "+
			"or put the roles back", stages.Path(*folder, stage.Name))
	}
	fmt.Fprintln(out, "nobody has a role that is not there")
	return nil
}

// takesAway reports whether the deployed functions know a role that is not among these. Where they cannot be asked, it
// is true, unless nothing is deployed.
func (o *operator) takesAway(ctx context.Context, roles api.Roles) bool {
	f, err := lambda.NewFromConfig(o.aws).GetFunctionConfiguration(ctx,
		&lambda.GetFunctionConfigurationInput{FunctionName: aws.String(o.function(api.ListRoles.ID))})
	if err != nil {
		return !notFound(err)
	}
	if f.Environment == nil {
		return false
	}
	deployed, err := api.ParseRoles(f.Environment.Variables[string(api.SettingRoles)])
	return err != nil || slices.ContainsFunc(deployed.IDs(), func(r api.Role) bool { return !roles.Known(r) })
}

func notFound(err error) bool {
	coded, ok := errors.AsType[interface {
		error
		ErrorCode() string
	}](err)
	return ok && coded.ErrorCode() == "ResourceNotFoundException"
}

// mostNamed is how many people are named of those who have a role.
const mostNamed = 5

// holders are the users and keys that have a role.
type holders struct {
	users, keys int
	names       []string // the first of them
}

func (h *holders) add(of store.RoleHolder) {
	name := of.FirstName
	if of.IsKey() {
		h.keys++
		name = "the key " + of.Name
	} else {
		h.users++
	}
	if len(h.names) < mostNamed {
		h.names = append(h.names, name)
	}
}

// String says how many they are, and who.
func (h *holders) String() string {
	text := fmt.Sprintf("%d users and %d API keys: %s", h.users, h.keys, strings.Join(h.names, ", "))
	if more := h.users + h.keys - len(h.names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
