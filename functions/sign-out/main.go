// Command sign-out: sign out.
package main

import "usher/pkg/app"

func main() { app.Serve(app.SignOut) }
