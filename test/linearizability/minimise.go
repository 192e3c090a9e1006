package linearizability

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
)

// Minimise makes a history that the model does not allow as small as that can be done without making it any worse: of
// what FirstImpossible leaves, each read and each refusal is cut off without which it is still not allowed. What
// changed something stays. Each attempt is a search of its own, and a long one where clients met often: after a
// minute of them the history stays as it is.
func Minimise(initial *State, history []porcupine.Operation) []porcupine.Operation {
	least := FirstImpossible(initial, history)
	begun := time.Now()
	for i, o := range slices.Backward(least) {
		if time.Since(begun) > searchLimit {
			break
		}
		if part := slices.Delete(slices.Clone(least), i, i+1); changesNothing(o) && illegal(initial, part) {
			least = part
		}
	}
	slices.SortFunc(least, func(a, b porcupine.Operation) int { return cmp.Compare(a.Call, b.Call) })
	return least
}

// FirstImpossible is a history that the model does not allow up to the first answer that cannot be right.
func FirstImpossible(initial *State, history []porcupine.Operation) []porcupine.Operation {
	byReturn := slices.SortedFunc(slices.Values(history),
		func(a, b porcupine.Operation) int { return cmp.Compare(a.Return, b.Return) })
	first, _ := slices.BinarySearchFunc(byReturn, true, func(o porcupine.Operation, _ bool) int {
		if illegal(initial, until(byReturn, o.Return)) {
			return 0
		}
		return -1
	})
	if first == len(byReturn) {
		return history
	}
	return until(byReturn, byReturn[first].Return)
}

func illegal(initial *State, history []porcupine.Operation) bool {
	return porcupine.CheckOperationsTimeout(Model(initial), history, searchLimit) == porcupine.Illegal
}

// until is what was known at a moment: what was not answered by then is unknown.
func until(history []porcupine.Operation, moment int64) []porcupine.Operation {
	var part []porcupine.Operation
	for _, o := range history {
		if o.Call > moment {
			continue
		}
		if o.Return > moment {
			o.Output = Output{Unknown: true}
		}
		part = append(part, o)
	}
	return part
}

func changesNothing(o porcupine.Operation) bool {
	in, out := o.Input.(Input), o.Output.(Output)
	return out.Code != "" || in.Kind == Get || in.Kind == Seats || in.Kind == Peek
}

// Tell is a history for a reader, one line an operation, in milliseconds.
func Tell(history []porcupine.Operation) string {
	var b strings.Builder
	for _, o := range history {
		in, out := o.Input.(Input), o.Output.(Output)
		fmt.Fprintf(&b, "%9.1f–%9.1f  client %d  clock %d–%d  %v → %v", milliseconds(o.Call), milliseconds(o.Return),
			o.ClientId,
			in.Window.From/1000%10000, in.Window.To/1000%10000, in, out)
		if out.Expires != 0 {
			fmt.Fprintf(&b, " until %d", out.Expires/1000%10000)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func milliseconds(ns int64) float64 { return float64(ns) / float64(time.Millisecond) }
