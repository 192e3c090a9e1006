// Scale measures what size and crowding do to Usher: what operations cost in an organization of 10, of 1,000 and of
// 100,000 users, among 10,000 others, and how many users can be created at once in one organization.
//
//	go run ./test/scale -users 100000 -organizations 10000 -write docs/scale.md
//
// It starts a DynamoDB Local of its own, in memory, fills it by BatchWriteItem with the items that the operations
// would have written, and calls the operations without a connection. Capacity is that of the harness's Ledger.
// DynamoDB Local knows no transaction conflicts and answers within a millisecond, so for the crowding a transport
// refuses and delays as DynamoDB documents: see contention. Figures are counts and ratios; the machine's own speed is
// in none.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"usher/pkg/local/process"
)

type options struct {
	users, organizations int
	rounds               int           // calls of which the lower quartile counts
	crowd                time.Duration // how long each crowd creates
	hold                 time.Duration // that a transaction takes
	write                string
}

func read() options {
	var o options
	flag.IntVar(&o.users, "users", 100_000, "of the largest organization")
	flag.IntVar(&o.organizations, "organizations", 10_000, "beside the measured ones")
	flag.IntVar(&o.rounds, "rounds", 25, "calls of each operation at each size, of which the lower quartile counts")
	flag.DurationVar(&o.crowd, "crowd", 8*time.Second, "how long each number of clients creates users")
	flag.DurationVar(&o.hold, "hold", 10*time.Millisecond,
		"that a transaction takes, in which others of the same items are refused")
	flag.StringVar(&o.write, "write", "", "the document to write the figures into, between its markers")
	flag.Parse()
	return o
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, read()); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	database, err := process.StartDatabase(ctx, process.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = database.Close() }()
	s, err := newSystem(ctx, database.Endpoint())
	if err != nil {
		return err
	}
	defer s.Close()
	begun := time.Now()
	organizations, err := s.fill(ctx, o)
	if err != nil {
		return err
	}
	fmt.Printf("filled with %d users and %d organizations in %.0f s\n", o.users, o.organizations,
		time.Since(begun).Seconds())
	sizes, err := s.sizes(ctx, organizations, o.rounds)
	if err != nil {
		return err
	}
	fmt.Print(sizes.markdown())
	crowds, err := s.crowds(ctx, o)
	if err != nil {
		return err
	}
	fmt.Print(crowds.markdown())
	if o.write == "" {
		return nil
	}
	return publish(o, sizes, crowds)
}
