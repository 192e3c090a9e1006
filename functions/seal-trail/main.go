// Command seal-trail: seal audit events into the organization's chain of hashes.
package main

import "usher/pkg/app"

func main() { app.OnBatch(app.SealTrail) }
