// Command remove-user: take a user out for good.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RemoveUser) }
