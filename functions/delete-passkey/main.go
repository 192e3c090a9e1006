// Command delete-passkey: remove a passkey.
package main

import "usher/pkg/app"

func main() { app.Serve(app.DeletePasskey) }
