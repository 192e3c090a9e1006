package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// growth is what the steps cost at each size.
type growth struct {
	sizes []int
	rows  []row
}

type row struct {
	step  step
	costs []cost // by size
}

// sizes measures all steps: capacity and round trips once at each size, then the
// time, the sizes in turn, so that what disturbs the machine disturbs all alike.
func (s *system) sizes(ctx context.Context, organizations []organization, rounds int) (growth, error) {
	var g growth
	for _, o := range organizations {
		g.sizes = append(g.sizes, o.users)
	}
	for _, st := range s.steps() {
		if st.rounds == 0 {
			st.rounds = rounds
		}
		r := row{step: st, costs: make([]cost, len(organizations))}
		for i, o := range organizations {
			if err := s.account(ctx, st, o, &r.costs[i]); err != nil {
				return g, fmt.Errorf("%s at %d users: %w", st.name, o.users, err)
			}
		}
		if err := s.time(ctx, st, organizations, r.costs); err != nil {
			return g, fmt.Errorf("%s: %w", st.name, err)
		}
		g.rows = append(g.rows, r)
	}
	return g, nil
}

// account measures a step's capacity and round trips.
func (s *system) account(ctx context.Context, st step, o organization, c *cost) error {
	if st.before != nil {
		if err := st.before(ctx, o); err != nil {
			return err
		}
	}
	s.ledger.Open(s.Client)
	defer s.ledger.Open(nil)
	err := st.do(ctx, o)
	c.roundTrips, c.read, c.write = s.ledger.RoundTrips(), s.ledger.Read, s.ledger.Write
	return err
}

// warmUps are rounds that do not count.
const warmUps = 2

// time measures how long a step takes: the lower quartile, since what disturbs the machine only ever adds.
func (s *system) time(ctx context.Context, st step, organizations []organization, costs []cost) error {
	took := make([][]time.Duration, len(organizations))
	skip := warmUps
	if st.grows {
		skip = 0 // it was long enough
	}
	for round := range st.rounds + skip {
		for i, o := range organizations {
			if st.before != nil {
				if err := st.before(ctx, o); err != nil {
					return err
				}
			}
			begun := time.Now()
			if err := st.do(ctx, o); err != nil {
				return err
			}
			if round >= skip {
				took[i] = append(took[i], time.Since(begun))
			}
		}
	}
	for i := range took {
		slices.Sort(took[i])
		costs[i].took = took[i][len(took[i])/4]
	}
	return nil
}

// ratio is the time at a size to that at the smallest.
func (r row) ratio(i int) float64 { return float64(r.costs[i].took) / float64(r.costs[0].took) }

// markdown is the table of docs/scale.md.
func (g growth) markdown() string {
	var b strings.Builder
	head := func(what string) string {
		cells := make([]string, len(g.sizes))
		for i, n := range g.sizes {
			cells[i] = fmt.Sprintf("%s at %s", what, grouped(n))
			if i > 0 && what != "time" {
				cells[i] = grouped(n)
			}
		}
		return strings.Join(cells, " | ")
	}
	fmt.Fprintf(&b, "| operation | %s | %s | %s | time at %s / at %s | %s |\n", head("round trips"), head("read units"),
		head("write units"),
		grouped(g.sizes[1]), grouped(g.sizes[0]), grouped(g.sizes[2]))
	fmt.Fprintf(&b, "|---|%s\n", strings.Repeat("---|", 3*len(g.sizes)+2))
	for _, r := range g.rows {
		var trips, reads, writes []string
		for _, c := range r.costs {
			trips, reads, writes = append(trips, fmt.Sprint(c.roundTrips)), append(reads, fmt.Sprint(c.read)),
				append(writes, fmt.Sprint(c.write))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %.2f | %.2f |\n", r.step.name, strings.Join(trips, " | "),
			strings.Join(reads, " | "),
			strings.Join(writes, " | "), r.ratio(1), r.ratio(2))
	}
	return b.String()
}

// grouped is a number with commas.
func grouped(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
