package bench_test

import (
	"math"
	"strings"
	"testing"

	"usher/test/bench"
)

func TestRead(t *testing.T) {
	t.Parallel()
	got, err := bench.Read(strings.NewReader(`goos: linux
BenchmarkHandler/get-user-2   	  100	  200 ns/op	  1000000 cpu-ns/op	  10 B/op	  3 allocs/op
BenchmarkHandler/list-users-16	  100	  200 ns/op	  4000000 cpu-ns/op	  10 B/op	  9 allocs/op
BenchmarkHandler/get-user-2   	  100	  400 ns/op	  3000000 cpu-ns/op	  30 B/op	  3 allocs/op
BenchmarkHandler/get-user-2   	  100	  900 ns/op	  2000000 cpu-ns/op	  90 B/op	  3 allocs/op
PASS
ok  	usher/test/bench	1.0s
`))
	if err != nil {
		t.Fatal(err)
	}
	want := `| what | processor time, ms | / Handler/get-user | allocations | bytes allocated |
|---|---|---|---|---|
| Handler/get-user | 2.00 | 1.00 | 3 | 30 |
| Handler/list-users | 4.00 | 2.00 | 9 | 10 |
`
	if table := bench.Table(got, "Handler/get-user"); table != want || got[0].Runs != 3 || got[0].Values["ns/op"] != 400 {
		t.Errorf("%s\n%+v", table, got)
	}
	for _, bad := range []string{"", "PASS\n", "--- FAIL: BenchmarkHandler\nBenchmarkX-2 1 2 ns/op\n",
		"BenchmarkX-2 1 much ns/op\n"} {
		if got, err := bench.Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
}

func TestShares(t *testing.T) {
	t.Parallel()
	const rule = "-----------+-------------------------------------------------------\n"
	got, err := bench.Shares(strings.NewReader("File: bench.test\nType: cpu\n" + rule +
		"      40ms   runtime.mallocgc\n             github.com/aws/smithy-go/middleware.Handle\n             usher/pkg/store.Load\n" + rule +
		"      20ms   runtime.makemap\n             usher/pkg/store.Load\n             usher/test/bench.Loop\n" + rule +
		"      10ms   github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue.(*Decoder).decode\n             usher/pkg/store.Load\n" + rule +
		"      30ms   runtime.gcBgMarkWorker\n" + rule +
		"      1.50s   usher/test/bench.(*Tape).RoundTrip\n             github.com/aws/smithy-go/middleware.Handle\n"))
	want := map[bench.Owner]float64{bench.Client: 0.4, bench.Usher: 0.2, bench.Codec: 0.1, bench.Runtime: 0.3}
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range bench.Owners() {
		if math.Abs(got[o]-want[o]) > 1e-9 {
			t.Errorf("%s: %g, want %g", o, got[o], want[o])
		}
	}
	if got, err := bench.Shares(strings.NewReader("nothing\n")); err == nil {
		t.Errorf("%v", got)
	}
}
