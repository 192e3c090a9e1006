// Command complete-sign-in: complete a sign-in with a second factor.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/factors"
)

func main() { app.Serve(factors.CompleteSignIn) }
