// Command expire-invitations: mark run-out invitations and give their seats back.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.Expire) }
