// Command request-password-reset: ask for a link to set a new password.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RequestPasswordReset) }
