// Command put-logo: set a user's logo.
package main

import "usher/pkg/app"

func main() { app.Serve(app.PutLogo) }
