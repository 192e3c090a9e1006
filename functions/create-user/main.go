// Command create-user: create a user and invite them.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreateUser) }
