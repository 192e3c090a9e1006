// Command sign-out: end a session.
package main

import "usher/pkg/app"

func main() { app.Serve(app.SignOut) }
