// Command block-user: deny a user access.
package main

import "usher/pkg/app"

func main() { app.Serve(app.BlockUser) }
