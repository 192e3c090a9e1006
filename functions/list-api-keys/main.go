// Command list-api-keys: list an organization's API keys.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListAPIKeys) }
