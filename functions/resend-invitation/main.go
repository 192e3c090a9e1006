// Command resend-invitation: replace a user's invitation by a new one.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ResendInvitation) }
