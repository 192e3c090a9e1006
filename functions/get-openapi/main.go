// Command get-openapi: serve the OpenAPI document.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetOpenAPI) }
