// Command view-password-reset: read whose password a link sets.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ViewPasswordReset) }
