// Command unblock-user: give a blocked user access again.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UnblockUser) }
