// Command record-delivery: note on the user what became of an invitation's mail.
package main

import "usher/pkg/app"

func main() { app.OnEvent(app.RecordDelivery) }
