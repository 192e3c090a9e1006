// Command get-email-change: read your address, and the one that is to take its place.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetEmailChange) }
