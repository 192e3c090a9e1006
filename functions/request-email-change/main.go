// Command request-email-change: ask for another address.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RequestEmailChange) }
