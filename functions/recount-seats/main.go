// Command recount-seats: count every organization's seats again and report drift.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.RecountSeats) }
