// Command infra is the CDK app: one stack, made from the operations and
// consumers that package api declares. What is declared there has its function,
// role, log group, route, schedule or event rule here without further wiring.
package main

import (
	"fmt"
	"os"

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
	NewStack(app, stage)
	app.Synth(nil)
	return nil
}
