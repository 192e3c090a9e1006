// Command create-organization: create an organization and invite its first Owner.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreateOrganization) }
