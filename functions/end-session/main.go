// Command end-session: end one of one's own sessions.
package main

import "usher/pkg/app"

func main() { app.Serve(app.EndSession) }
