// Command request-invitation: ask for a new invitation in place of one that has expired.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RequestInvitation) }
