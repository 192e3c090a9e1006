// Command update-passkey: rename a passkey.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UpdatePasskey) }
