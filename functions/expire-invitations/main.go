// Command expire-invitations: mark expired invitations, free their seats, and release mails that waited.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.Expire) }
