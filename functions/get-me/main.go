// Command get-me: read who one is, and what one may do where.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetMe) }
