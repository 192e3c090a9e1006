// Package bench measures what a request costs the processor: Go benchmarks of
// the operations through package transport, and of one through package lambdahttp.
//
//	go test ./test/bench -run '^$' -bench . -count 6
//
// DynamoDB answers from a Tape. Each request is done once against a real DynamoDB Local and its answers recorded;
// what is measured gets those, so that neither a network nor a database is in the figures, and all of Usher and of
// AWS's SDK is. A tape checks nothing: it is no stand-in for a table in a test of what is right.
//
// Besides Go's own figures each benchmark reports cpu-ns/op, the processor time of the whole process, garbage
// collection included, by getrusage(2). benchstat reads the output; Read and Table make docs/performance.md of it.
package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// Tape is an http.RoundTripper that passes requests on to Next, or records what Next answers, or answers as was
// recorded. The zero value with Next passes on. Its methods may be used at the same time.
type Tape struct {
	Next http.RoundTripper

	mu      sync.Mutex
	mode    mode
	answers map[shape]answer
}

type mode int

const (
	passing mode = iota
	recording
	playing
)

// shape is what a request is known by. Its bytes count whatever their order,
// since the SDK writes the members of a JSON object in any.
type shape struct {
	target string
	length int
	sum    int
}

// answer is a response without its connection.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Record forgets what was recorded, and records from now on.
func (t *Tape) Record() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mode, t.answers = recording, map[shape]answer{}
}

// Play answers from what was recorded from now on. A request that is none of those is an error.
func (t *Tape) Play() { t.set(playing) }

// Pass sends everything on from now on.
func (t *Tape) Pass() { t.set(passing) }

func (t *Tape) set(m mode) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.mode = m
}

// RoundTrip answers a request. Its errors are Next's, those of reading bodies,
// and while playing that of a request that was not recorded.
func (t *Tape) RoundTrip(r *http.Request) (*http.Response, error) {
	t.mu.Lock()
	m := t.mode
	t.mu.Unlock()
	if m == passing {
		return t.Next.RoundTrip(r)
	}
	body, err := bodyOf(r)
	if err != nil {
		return nil, err
	}
	known := shapeOf(r, body)
	if m == recording {
		return t.record(r, known, body)
	}
	t.mu.Lock()
	a, ok := t.answers[known]
	t.mu.Unlock()
	if !ok {
		return nil, fmt.Errorf("bench: a request that was not recorded: %s of %d bytes", known.target, known.length)
	}
	return a.response(r), nil
}

func bodyOf(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body := make([]byte, max(r.ContentLength, 0))
	_, err := io.ReadFull(r.Body, body)
	_ = r.Body.Close()
	return body, err
}

// transaction carries a random token and new ids, so it is known by its length.
const transaction = "DynamoDB_20120810.TransactWriteItems"

func shapeOf(r *http.Request, body []byte) shape {
	s := shape{target: r.Header.Get("X-Amz-Target"), length: len(body)}
	if s.target == transaction {
		return s
	}
	for _, b := range body {
		s.sum += int(b)
	}
	return s
}

func (t *Tape) record(r *http.Request, known shape, body []byte) (*http.Response, error) {
	r.Body = io.NopCloser(bytes.NewReader(body))
	response, err := t.Next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	a := answer{status: response.StatusCode, header: response.Header}
	a.body, err = io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answers[known] = a
	return a.response(r), nil
}

func (a answer) response(r *http.Request) *http.Response {
	return &http.Response{StatusCode: a.status, Status: http.StatusText(a.status), Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     a.header, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: r}
}
