// Command export-person: read all that is known of you.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ExportPerson) }
