package harness

import (
	"fmt"
	"sync"

	"usher/test/client"
)

// Together runs n calls at the same time and counts their answers, by status and code: "201", "409seat_limit_reached".
func Together(n int, call func(i int) (client.Answer, error)) map[string]int {
	var wait sync.WaitGroup
	var mu sync.Mutex
	answers, begin := map[string]int{}, make(chan struct{})
	for i := range n {
		wait.Go(func() {
			<-begin
			a, err := call(i)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				answers[err.Error()]++
				return
			}
			answers[fmt.Sprint(a.Status, a.Code())]++
		})
	}
	close(begin)
	wait.Wait()
	return answers
}
