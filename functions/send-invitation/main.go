// Command send-invitation: mail the invitations that the table's stream carries.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/mailer"
)

func main() { app.OnStream(mailer.SendInvitation) }
