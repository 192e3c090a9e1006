// Command accept-invitation: accept an invitation.
package main

import "usher/pkg/app"

func main() { app.Serve(app.AcceptInvitation) }
