// Command block-user: lock a user out.
package main

import "usher/pkg/app"

func main() { app.Serve(app.BlockUser) }
