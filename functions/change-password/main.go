// Command change-password: change one's own password.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ChangePassword) }
