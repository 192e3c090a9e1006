// Command finish-email-changes: carry over what people have whose change of address was interrupted.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.FinishEmailChanges) }
