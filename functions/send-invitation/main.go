// Command send-invitation: mail the invitations that the table's stream carries.
package main

import "usher/pkg/post"

func main() { post.OnStream(post.SendInvitation) }
