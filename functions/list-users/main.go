// Command list-users: list or search an organization's users.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListUsers) }
