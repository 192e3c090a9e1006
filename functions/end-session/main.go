// Command end-session: end one of the caller's sessions.
package main

import "usher/pkg/app"

func main() { app.Serve(app.EndSession) }
