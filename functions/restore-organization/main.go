// Command restore-organization: restore a deleted organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RestoreOrganization) }
