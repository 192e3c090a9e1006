// Command create-passkey-session-options: begin a sign-in with a passkey.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreatePasskeySessionOptions) }
