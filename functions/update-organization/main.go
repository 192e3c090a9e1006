// Command update-organization: change an organization's name or settings.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UpdateOrganization) }
