// Command delete-totp: remove the app for one-time codes.
package main

import "usher/pkg/app"

func main() { app.Serve(app.DeleteTOTP) }
