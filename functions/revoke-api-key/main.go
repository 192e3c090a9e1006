// Command revoke-api-key: revoke an API key.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RevokeAPIKey) }
