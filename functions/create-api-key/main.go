// Command create-api-key: make an API key and tell its secret, once.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreateAPIKey) }
