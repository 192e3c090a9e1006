// Command leave-organization: leave an organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.LeaveOrganization) }
