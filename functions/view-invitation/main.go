// Command view-invitation: read what a link invites to.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ViewInvitation) }
