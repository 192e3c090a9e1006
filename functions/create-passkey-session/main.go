// Command create-passkey-session: sign in with a passkey.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/factors"
)

func main() { app.Serve(factors.CreatePasskeySession) }
