// Command get-logo: read a user's logo.
package main

import (
	"usher/pkg/app"
	"usher/pkg/gallery"
)

func main() { app.Serve(gallery.GetLogo) }
