// Command get-organization: read an organization with its seats.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetOrganization) }
