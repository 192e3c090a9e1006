// Command reset-password: set a new password with a mailed link.
package main

import (
	"usher/pkg/app"
	"usher/pkg/guest"
)

func main() { app.Serve(guest.ResetPassword) }
