// Command send-invitation: mail the invitations that the table's stream carries.
package main

import (
	"usher/pkg/app"
	"usher/pkg/post"
)

func main() { app.OnStream(post.SendInvitation) }
