// Command erase-person: delete your account.
package main

import "usher/pkg/app"

func main() { app.Serve(app.ErasePerson) }
