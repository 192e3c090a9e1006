// Command get-flow: read a flow with its definition.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetFlow) }
