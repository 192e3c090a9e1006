// Command get-authorization: read who the caller is in an organization, and whether they may do something.
package main

import "usher/pkg/app"

func main() { app.ServeAuthorizer(app.GetAuthorization) }
