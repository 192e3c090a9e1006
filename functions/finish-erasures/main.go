// Command finish-erasures: delete what is left of people who are being erased.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.FinishErasures) }
