// Command create-flow: create a flow.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreateFlow) }
