// Command cancel-email-change: cancel the change of your address.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CancelEmailChange) }
