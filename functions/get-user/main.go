// Command get-user: read a user.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetUser) }
