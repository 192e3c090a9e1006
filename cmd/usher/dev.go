package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"usher/pkg/local"
)

// dev runs the whole system until it is interrupted.
func dev(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 0 {
		fmt.Fprintln(out, "usher dev runs the whole system on this machine. These environment variables are its settings:")
		fmt.Fprintln(out, local.Variables)
		return nil
	}
	settings, err := local.ReadSettings(os.Getenv)
	if err != nil {
		return err
	}
	return local.Run(ctx, settings, out)
}
