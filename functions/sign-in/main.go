// Command sign-in: sign in.
package main

import "usher/pkg/app"

func main() { app.Serve(app.SignIn) }
