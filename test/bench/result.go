package bench

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Result is one benchmark's figures, the median of its runs each.
type Result struct {
	Name   string             // without "Benchmark" and the number of processors
	Runs   int                // how many there were
	Values map[string]float64 // by unit: "ns/op", "B/op", "allocs/op", CPU
}

// Read reads what go test prints of benchmarks, in the Go benchmark format
// (https://go.dev/design/14313-benchmark-format). Lines that are none are left alone; the order is that of the first
// runs. It returns an error when there is no benchmark, or a test failed.
func Read(r io.Reader) ([]Result, error) {
	all := map[string]map[string][]float64{}
	var names []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "FAIL") || strings.Contains(lines.Text(), "--- FAIL") {
			return nil, fmt.Errorf("bench: %s", lines.Text())
		}
		name, values := line(lines.Text())
		if name == "" {
			continue
		}
		if all[name] == nil {
			all[name], names = map[string][]float64{}, append(names, name)
		}
		for unit, v := range values {
			all[name][unit] = append(all[name][unit], v)
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("bench: no benchmark ran")
	}
	results := make([]Result, len(names))
	for i, name := range names {
		results[i] = Result{Name: name, Values: map[string]float64{}}
		for unit, values := range all[name] {
			results[i].Runs, results[i].Values[unit] = len(values), median(values)
		}
	}
	return results, lines.Err()
}

// line reads "BenchmarkHandler/get-user-2 1000 97192 ns/op ..."; the name is empty for any other.
func line(text string) (name string, values map[string]float64) {
	fields := strings.Fields(text)
	if len(fields) < 4 || len(fields)%2 != 0 || !strings.HasPrefix(fields[0], "Benchmark") {
		return "", nil
	}
	name = strings.TrimPrefix(fields[0], "Benchmark")
	if i := strings.LastIndexByte(name, '-'); i > 0 {
		if _, err := strconv.Atoi(name[i+1:]); err == nil {
			name = name[:i]
		}
	}
	values = map[string]float64{}
	for i := 2; i < len(fields); i += 2 {
		v, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return "", nil
		}
		values[fields[i+1]] = v
	}
	return name, values
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

// Table is the results as Markdown, processor time as a ratio to the one named
// base too. Without the base it leaves that column empty.
func Table(results []Result, base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| what | processor time, ms | / %s | allocations | bytes allocated |\n|---|---|---|---|---|\n", base)
	to := 0.0
	for _, r := range results {
		if r.Name == base {
			to = r.Values[CPU]
		}
	}
	const perMS = 1e6
	for _, r := range results {
		ratio := ""
		if to > 0 {
			ratio = fmt.Sprintf("%.2f", r.Values[CPU]/to)
		}
		fmt.Fprintf(&b, "| %s | %.2f | %s | %.0f | %.0f |\n", r.Name, r.Values[CPU]/perMS, ratio, r.Values["allocs/op"],
			r.Values["B/op"])
	}
	return b.String()
}
