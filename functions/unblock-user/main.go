// Command unblock-user: let a blocked user in again.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UnblockUser) }
