// Command accept-invitation: join an organization.
package main

import (
	"usher/pkg/app"
	"usher/pkg/guest"
)

func main() { app.Serve(guest.AcceptInvitation) }
