// Command request-invitation: ask for a new invitation in place of one that ran out.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RequestInvitation) }
