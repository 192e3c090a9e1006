// Command list-sign-ins: list the sign-ins to the caller's account.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListSignIns) }
