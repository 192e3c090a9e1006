// Command remove-user: remove a user for good.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RemoveUser) }
