// Command create-passkey-options: begin with a new passkey.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreatePasskeyOptions) }
