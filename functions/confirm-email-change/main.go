// Command confirm-email-change: change your address with the link that was mailed to the new one.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ConfirmEmailChange) }
