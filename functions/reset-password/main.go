// Command reset-password: set a new password with a mailed link.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ResetPassword) }
