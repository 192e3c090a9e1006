// Command revoke-api-key: end an API key.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RevokeAPIKey) }
