// Command change-password: change the caller's password.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ChangePassword) }
