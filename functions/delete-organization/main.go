// Command delete-organization: delete an organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.DeleteOrganization) }
