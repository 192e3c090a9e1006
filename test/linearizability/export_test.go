package linearizability

// Drawn is the faults that a request draws for its first n calls.
func Drawn(seed uint64, name string, n int) []string {
	t := newTrace(seed, name, Rough())
	all := make([]string, n)
	for i := range all {
		all[i] = string(t.draw("Query"))
	}
	return all
}
