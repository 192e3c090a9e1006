package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"usher/pkg/api"
)

func TestParsePlans(t *testing.T) {
	longest := strings.Repeat("x", 50)
	tests := map[string]api.Plans{
		"playground=10":           {{Name: "playground", Seats: 10}},
		" team=50 , playground=1": {{Name: "team", Seats: 50}, {Name: "playground", Seats: 1}},
		"a-1=1000000":             {{Name: "a-1", Seats: 1_000_000}},
		longest + "=1":            {{Name: longest, Seats: 1}},
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			got, err := api.ParsePlans(text)
			if err != nil || !slices.Equal(got, want) || got.Default() != want[0] {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func badPlans() []string {
	return []string{
		"", " ", ",", "playground", "playground=", "=10", "10", "playground=0", "playground=-1", "playground=+10", "playground=010", "playground=1e3", "playground=10.0", "playground=ten",
		"playground= 10", "playground =10", "playground=10=10", "playground=1000001", "playground=99999999999999999999", "playground=0x10", "playground=1_0", "playground=٣", "playground=unlimited",
		"playground=10,", ",playground=10", "playground=10,,team=50", "playground=10;team=50", "playground=10,playground=20", "Playground=10", "play ground=10", "play_ground=10", "plé=10",
		strings.Repeat("x", 51) + "=1", "playground=10\x00", "team=50,playground=∞",
	}
}

// TestParsePlansFailsClosed: anything that is not a number of seats is an error, never "no limit".
func TestParsePlansFailsClosed(t *testing.T) {
	for _, text := range badPlans() {
		t.Run(text, func(t *testing.T) {
			if plans, err := api.ParsePlans(text); err == nil || plans != nil {
				t.Errorf("%v, %v", plans, err)
			}
		})
	}
}

func TestFind(t *testing.T) {
	plans := api.Plans{{Name: "playground", Seats: 10}, {Name: "team", Seats: 50}}
	if plan, ok := plans.Find("team"); !ok || plan.Seats != 50 {
		t.Errorf("%+v, %v", plan, ok)
	}
	for _, name := range []string{"", "Team", "tea", "team "} {
		if plan, ok := plans.Find(name); ok || plan != (api.Plan{}) {
			t.Errorf("%q is %+v", name, plan)
		}
	}
}

func write(plans api.Plans) string {
	var parts []string
	for _, plan := range plans {
		parts = append(parts, fmt.Sprintf("%s=%d", plan.Name, plan.Seats))
	}
	return strings.Join(parts, ",")
}

func TestPlansRoundTrip(t *testing.T) {
	plan := rapid.Custom(func(t *rapid.T) api.Plan {
		return api.Plan{Name: rapid.StringMatching(`[a-z0-9-]{1,50}`).Draw(t, "name"), Seats: rapid.IntRange(1, 1_000_000).Draw(t, "seats")}
	})
	rapid.Check(t, func(t *rapid.T) {
		plans := api.Plans(rapid.SliceOfNDistinct(plan, 1, 5, func(p api.Plan) string { return p.Name }).Draw(t, "plans"))
		if got, err := api.ParsePlans(write(plans)); err != nil || !slices.Equal(got, plans) {
			t.Fatalf("%q is read as %v, %v", write(plans), got, err)
		}
	})
}

func FuzzParsePlans(f *testing.F) {
	for _, seed := range badPlans() {
		f.Add(seed)
	}
	f.Add("playground=10,team=50")
	f.Fuzz(func(t *testing.T, text string) {
		plans, err := api.ParsePlans(text)
		if (err == nil) != (len(plans) > 0) {
			t.Fatalf("ParsePlans(%q) = %v, %v", text, plans, err)
		}
		for _, plan := range plans {
			if found, ok := plans.Find(plan.Name); !ok || found != plan || plan.Seats < 1 || plan.Seats > 1_000_000 || plan.Name == "" {
				t.Errorf("ParsePlans(%q) = %v", text, plans)
			}
		}
		if again, _ := api.ParsePlans(write(plans)); !slices.Equal(again, plans) {
			t.Errorf("ParsePlans(%q) = %v, which written again is read as %v", text, plans, again)
		}
	})
}
