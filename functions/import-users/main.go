// Command import-users: create many users from a list.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ImportUsers) }
