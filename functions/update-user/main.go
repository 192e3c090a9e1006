// Command update-user: change a user's names or role.
package main

import "usher/pkg/app"

func main() { app.Serve(app.UpdateUser) }
