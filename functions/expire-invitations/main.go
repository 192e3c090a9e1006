// Command expire-invitations: mark expired invitations and free their seats.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.Expire) }
