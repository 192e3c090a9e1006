// Command update-user: change a user's names or role, or the address of somebody invited.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UpdateUser) }
