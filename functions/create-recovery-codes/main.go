// Command create-recovery-codes: replace the recovery codes.
package main

import "usher/pkg/app"

func main() { app.Serve(app.CreateRecoveryCodes) }
