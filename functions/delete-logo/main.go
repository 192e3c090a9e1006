// Command delete-logo: delete a user's logo.
package main

import "usher/pkg/app"

func main() { app.Serve(app.DeleteLogo) }
