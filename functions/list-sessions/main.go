// Command list-sessions: list the caller's sessions.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListSessions) }
