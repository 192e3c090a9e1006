// Command view-invitation: read what a link invites to.
package main

import (
	"usher/pkg/app"
	"usher/pkg/guest"
)

func main() { app.Serve(guest.ViewInvitation) }
