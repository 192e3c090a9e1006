// Command expire-invitations: mark expired invitations, give their seats back, and release mails that waited.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.Expire) }
