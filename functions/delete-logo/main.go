// Command delete-logo: take a user's logo away.
package main

import "usher/pkg/app"

func main() { app.Serve(app.DeleteLogo) }
