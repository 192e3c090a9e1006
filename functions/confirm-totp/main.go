// Command confirm-totp: confirm an app for one-time codes.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/factors"
)

func main() { app.Serve(factors.ConfirmTOTP) }
