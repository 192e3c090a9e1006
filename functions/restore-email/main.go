// Command restore-email: take an account back after its address was changed.
package main

import "usher/pkg/app"

func main() { app.Serve(app.RestoreEmail) }
