// Command send-mail: mail the invitations, password resets and notices that the table's stream carries.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/mailer"
)

func main() { app.OnStream(mailer.SendMail) }
