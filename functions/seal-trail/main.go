// Command seal-trail: seal audit events into the organization's hash chain, and publish them.
package main

import (
	"usher/pkg/app"
	"usher/pkg/app/publisher"
)

func main() { app.OnBatch(publisher.SealTrail) }
