// Command list-sessions: list one's own sessions.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListSessions) }
