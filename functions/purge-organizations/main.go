// Command purge-organizations: delete for good what organizations had that were deleted long ago.
package main

import "usher/pkg/app"

func main() { app.OnSchedule(app.Purge) }
