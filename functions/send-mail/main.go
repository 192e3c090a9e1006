// Command send-mail: send the invitations, password resets and notices that are queued in the table.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/mailer"
)

func main() { app.OnStream(mailer.SendMail) }
