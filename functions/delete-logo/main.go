// Command delete-logo: take a user's logo away.
package main

import (
	"usher/pkg/app"
	"usher/pkg/gallery"
)

func main() { app.Serve(gallery.DeleteLogo) }
