// Command record-delivery: record on the user whether an invitation's mail was delivered.
package main

import "usher/pkg/app"

func main() { app.OnEvent(app.RecordDelivery) }
