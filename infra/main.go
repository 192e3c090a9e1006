// Command infra is the CDK app: one stack, made from the operations and consumers that
// package api declares. Each of them gets its function, role, log group, and route,
// schedule or event rule without further wiring.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()
	if err := synthesize(); err != nil {
		fmt.Fprintln(os.Stderr, "infra:", err)
		os.Exit(1)
	}
}

// built returns an error that names the declared functions that have not been built.
func built(s Stage, d Declarations) error {
	var missing []string
	for _, id := range d.ids() {
		if _, err := os.Stat(*s.path("build", id, "bootstrap")); err != nil {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("not built, so run make build first: %s", strings.Join(missing, ", "))
	}
	return nil
}

func synthesize() error {
	app := awscdk.NewApp(nil)
	root, err := os.Getwd() // cdk runs the app where cdk.json is
	if err != nil {
		return err
	}
	stage, err := readStage(app, root)
	if err != nil {
		return err
	}
	if err := built(stage, Declared()); err != nil {
		return err
	}
	NewStack(app, stage, Declared())
	app.Synth(nil)
	return nil
}
