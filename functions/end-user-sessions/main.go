// Command end-user-sessions: end a user's sessions in an organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.EndUserSessions) }
