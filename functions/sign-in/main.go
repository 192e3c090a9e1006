// Command sign-in: start a session.
package main

import "usher/pkg/app"

func main() { app.Serve(app.SignIn) }
