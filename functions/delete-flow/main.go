// Command delete-flow: delete a flow for good.
package main

import "usher/pkg/app"

func main() { app.Serve(app.DeleteFlow) }
