// Command accept-invitation: join an organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.AcceptInvitation) }
