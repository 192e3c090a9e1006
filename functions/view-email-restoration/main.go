// Command view-email-restoration: read which address a link gives back to its account.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ViewEmailRestoration) }
