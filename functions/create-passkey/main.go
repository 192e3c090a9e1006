// Command create-passkey: add a passkey.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/factors"
)

func main() { app.Serve(factors.CreatePasskey) }
