// Command list-flows: list an organization's flows.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListFlows) }
