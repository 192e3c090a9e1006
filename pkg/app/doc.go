// Package app composes the functions: one constructor for each operation and each consumer, which makes what that one
// needs and nothing else, before its first event. An App holds what they share: settings, clock, randomness, clients.
//
//	config  the settings, read from the environment
//	mailer  the functions that send mail: alone, so that no other function links templates and SES's client
//
// A function's main is one statement, such as app.Serve(app.CreateUser). Handlers makes all operations at once, for
// the local server and the tests. It may import every wing but local.
package app
