// Command prove-session: prove a person again.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/factors"
)

func main() { app.Serve(factors.ProveSession) }
