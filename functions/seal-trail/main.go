// Command seal-trail: seal audit events into the organization's hash chain.
package main

import "usher/pkg/app"

func main() { app.OnBatch(app.SealTrail) }
