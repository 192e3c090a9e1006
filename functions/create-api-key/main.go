// Command create-api-key: create an API key and return its secret, once.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreateAPIKey) }
