// Command change-plan: move an organization to another plan.
package main

import "usher/pkg/app"

func main() { app.OnEvent(app.ChangePlan) }
