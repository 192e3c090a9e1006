// Command get-me: read who the caller is, and what they may do in which organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetMe) }
