// Command update-flow: change a flow.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UpdateFlow) }
