// Command list-roles: list the roles.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListRoles) }
