package api

import (
	"fmt"
	"strconv"
	"strings"
)

// Plan is a plan and the seats it pays for.
type Plan struct {
	Name  string
	Seats int
}

// Plans are all plans, the default one first.
type Plans []Plan

// maxSeats is far above what one organization's item supports in writes per second.
const maxSeats = 1_000_000

// ParsePlans parses "playground=10,team=50". It fails closed: anything that is not a
// number of seats is an error, never "no limit".
func ParsePlans(s string) (Plans, error) {
	var plans Plans
	for part := range strings.SplitSeq(s, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		seats, err := strconv.Atoi(number)
		if err != nil || strconv.Itoa(seats) != number || seats < 1 || seats > maxSeats {
			return nil, fmt.Errorf("a plan must read name=seats, with 1 to %d seats", maxSeats)
		}
		if _, taken := plans.Find(name); taken || !plainName(name) {
			return nil, fmt.Errorf("a plan's name must be lower-case letters, digits and hyphens, and be listed once")
		}
		plans = append(plans, Plan{name, seats})
	}
	return plans, nil
}

func plainName(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 50
}

// Find returns the plan of this name; false if there is none.
func (p Plans) Find(name string) (Plan, bool) {
	for _, plan := range p {
		if plan.Name == name {
			return plan, true
		}
	}
	return Plan{}, false
}

// Default returns the plan of a new organization.
func (p Plans) Default() Plan { return p[0] }
