// Linearizability shows that Usher's seats are linearizable under load and faults: see
// package linearizability and docs/reliability.md.
//
//	go run ./test/cmd/linearizability -seed 7 -operations 20000 -clients 24
//
// It starts a database and a mailbox of its own, prints what it does, and writes the figures into docs/reliability.md
// with -write. On a violation it writes what Porcupine shows of it to build/ and ends with 1.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/anishathalye/porcupine"

	"usher/pkg/local/process"
	"usher/test/linearizability"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ok, err := run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

type options struct {
	run   linearizability.Run
	write string
	out   string
}

func read() *options {
	o := &options{}
	flag.Uint64Var(&o.run.Seed, "seed", rand.Uint64N(1_000_000),
		"of all choices: the same seed does and breaks the same things") //nolint:gosec // no secret
	flag.IntVar(&o.run.Operations, "operations", 20_000, "to be done in all")
	flag.IntVar(&o.run.Clients, "clients", 24, "at the same time, six to an organization")
	faults := flag.Bool("faults", true, "whether anything breaks")
	flag.BoolVar(&o.run.Strict, "strict", false, "also demand what is known not to be kept")
	flag.StringVar(&o.write, "write", "", "the document to write the figures into, between its markers")
	flag.StringVar(&o.out, "out", "build", "the folder for what shows a violation")
	flag.Parse()
	o.run.Rates = linearizability.Rates{}
	if *faults {
		o.run.Rates = linearizability.Rough()
	}
	return o
}

func run(ctx context.Context) (bool, error) {
	o := read()
	database, err := process.StartDatabase(ctx, process.Options{})
	if err != nil {
		return false, err
	}
	defer func() { _ = database.Close() }()
	mailbox, err := process.StartMailbox(ctx, process.Options{})
	if err != nil {
		return false, err
	}
	defer func() { _ = mailbox.Close() }()
	o.run.Database, o.run.Mailbox = database.Endpoint(), mailbox.Endpoint()
	fmt.Printf("seed %d: %d operations by %d clients\n", o.run.Seed, o.run.Operations, o.run.Clients)
	stop := progress(&o.run)
	report, err := o.run.Do(ctx)
	stop()
	if err != nil {
		return false, err
	}
	fmt.Print(report.Text())
	if err := show(report, o.out); err != nil {
		return false, err
	}
	if o.write != "" && len(report.Violations) == 0 {
		err = linearizability.Write(o.write, report)
	}
	return len(report.Violations) == 0, err
}

// progress prints a line every few seconds until it is stopped.
func progress(r *linearizability.Run) (stop func()) {
	const every = 5 * time.Second
	ticker, done := time.NewTicker(every), make(chan struct{})
	begun := time.Now()
	go func() {
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				fmt.Printf("%4.0f s  %d of %d operations, %d violations\n", time.Since(begun).Seconds(), r.Done.Load(),
					r.Operations, r.Violations())
			}
		}
	}()
	return func() { ticker.Stop(); close(done) }
}

// searchLimit is how long Porcupine may take to find how far an order goes.
const searchLimit = 2 * time.Minute

// show writes a page for each history that is not linearizable.
func show(report linearizability.Report, folder string) error {
	for _, v := range report.Violations {
		if v.History == nil {
			continue
		}
		model := linearizability.Model(v.Initial)
		_, info := porcupine.CheckOperationsVerbose(model, v.History, searchLimit)
		name := filepath.Join(folder, fmt.Sprintf("linearizability-%d-%d.html", report.Seed, v.Organization))
		if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // no secrets
			return err
		}
		if err := porcupine.VisualizePath(model, info, name); err != nil {
			return err
		}
		fmt.Printf("\n%s shows organization %d. The least of it that is not linearizable:\n%s", name, v.Organization,
			linearizability.Tell(linearizability.Minimise(v.Initial, v.History)))
	}
	return nil
}
