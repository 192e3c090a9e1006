// Command run serves the example product beside a local Usher. `make example` runs it.
package main

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"time"

	"usher/examples/invoices"
)

func main() {
	port := cmp.Or(os.Getenv("EXAMPLE_PORT"), "8090")
	usher := cmp.Or(os.Getenv("USHER_URL"), "http://localhost:"+cmp.Or(os.Getenv("PORT"), "8080"))
	if err := serve(port, usher, os.Getenv("EVENTS_SECRET")); err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

func serve(port, usher, secret string) error {
	handler, err := invoices.New(usher, secret)
	if err != nil {
		return err
	}
	fmt.Printf(`The invoices are at http://localhost:%[1]s/invoices/<organization>.
Everything else there is the Usher at %[2]s.
Usher must run with the product's roles, and post its events here:

  ROLES=examples/invoices/roles.json EVENTS_URL=http://localhost:%[1]s%[3]s make dev

Then go on with docs/integrate.md. Ctrl-C stops this.
`, port, usher, invoices.HookPath)
	const patience = 10 * time.Second
	server := &http.Server{Addr: "127.0.0.1:" + port, Handler: handler, ReadHeaderTimeout: patience}
	return fmt.Errorf("%w (EXAMPLE_PORT sets another port)", server.ListenAndServe())
}
