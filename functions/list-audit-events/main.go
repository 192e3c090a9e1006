// Command list-audit-events: list what happened in an organization.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ListAuditEvents) }
