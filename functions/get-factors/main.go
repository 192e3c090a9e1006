// Command get-factors: read the caller's factors.
package main

import "usher/pkg/app"

func main() { app.Serve(app.GetFactors) }
