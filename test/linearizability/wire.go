package linearizability

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

// Wire is the way between functions and DynamoDB, on which calls break as their
// request's trace has drawn. A call without a trace is left alone.
type Wire struct {
	Next     http.RoundTripper
	Injected *Counts
}

const target = "X-Amz-Target"

// sendEmail is SES's one action here.
const sendEmail = "SendEmail"

// actionOf is what a call asks for, "" where nothing is to break.
func actionOf(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/v2/email/outbound-emails") {
		return sendEmail
	}
	_, action, _ := strings.Cut(r.Header.Get(target), ".")
	return action
}

// comesTo reports whether the fault is one that an action can have: what
// DynamoDB answers, SES does not.
func (f Fault) comesTo(action string) bool {
	switch f {
	case Conflict:
		return action == "TransactWriteItems"
	case Throttled, ServerDown:
		return action != sendEmail
	}
	return true
}

// RoundTrip makes one attempt of a call.
func (w *Wire) RoundTrip(r *http.Request) (*http.Response, error) {
	t := traceOf(r.Context())
	action := actionOf(r)
	if t == nil || action == "" {
		return w.Next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("linearizability: reading the call: %w", err)
	}
	if t.dead() {
		return nil, errKilled
	}
	fault := t.draw(action)
	if !fault.comesTo(action) {
		fault = None
	}
	if fault != None {
		w.Injected.Add(string(fault))
	}
	return w.broken(t, r, body, action, fault)
}

// broken makes the attempt with its fault.
func (w *Wire) broken(t *Trace, r *http.Request, body []byte, action string, fault Fault) (*http.Response, error) {
	switch fault {
	case None:
		return w.deliver(t, r, body, 0)
	case Timeout:
		return nil, os.ErrDeadlineExceeded
	case Late:
		delay := time.Duration(5+t.dice("delay").IntN(60)) * time.Millisecond
		t.underway.Go(func() { _, _ = w.send(r, body, delay) })
		return nil, os.ErrDeadlineExceeded
	case Throttled:
		return throttled(r, body, action), nil
	case Conflict:
		return cancelled(r, body, "TransactionConflict"), nil
	case ServerDown:
		return failed(r, http.StatusInternalServerError,
			map[string]any{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError",
				"message": "Internal server error"}), nil
	case KillBefore:
		t.kill()
		return nil, errKilled
	case KillAfter:
		_, err := w.deliver(t, r, body, 0)
		t.kill()
		return nil, errors.Join(errKilled, err)
	case Dropped:
		_, _ = w.deliver(t, r, body, 0) // it is not told what came of it
	}
	return nil, fmt.Errorf("linearizability: %w", syscall.ECONNRESET)
}

// deliver sends the call, which goes on when who sent it has given up.
func (w *Wire) deliver(t *Trace, r *http.Request, body []byte, delay time.Duration) (*http.Response, error) {
	type result struct {
		response *http.Response
		err      error
	}
	done := make(chan result, 1)
	t.underway.Go(func() {
		response, err := w.send(r, body, delay)
		done <- result{response, err}
	})
	select {
	case got := <-done:
		return got.response, got.err
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	}
}

// send sends the call whatever becomes of its context, and reads the answer.
func (w *Wire) send(r *http.Request, body []byte, delay time.Duration) (*http.Response, error) {
	time.Sleep(delay)
	again := r.Clone(context.WithoutCancel(r.Context()))
	again.Body = io.NopCloser(bytes.NewReader(body))
	response, err := w.Next.RoundTrip(again)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(read))
	return response, err
}

// throttled is the answer to too many calls: one of its own for a single call,
// a cancellation for a transaction.
func throttled(r *http.Request, body []byte, action string) *http.Response {
	if action == "TransactWriteItems" {
		return cancelled(r, body, "ThrottlingError")
	}
	return failed(r, http.StatusBadRequest, map[string]any{
		"__type":  "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
		"message": "The level of configured provisioned throughput for the table was exceeded."})
}

// cancelled is a cancelled transaction, for a passing reason at its last item.
func cancelled(r *http.Request, body []byte, reason string) *http.Response {
	var in struct{ TransactItems []json.RawMessage }
	_ = json.Unmarshal(body, &in) // the SDK has just made it
	reasons, codes := []map[string]any{}, []string{}
	for i := range in.TransactItems {
		code := "None"
		if i == len(in.TransactItems)-1 {
			code = reason
		}
		reasons, codes = append(reasons, map[string]any{"Code": code}), append(codes, code)
	}
	return failed(r, http.StatusBadRequest, map[string]any{
		"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
		"Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [" +
			strings.Join(codes, ", ") + "]",
		"CancellationReasons": reasons})
}

func failed(r *http.Request, status int, body map[string]any) *http.Response {
	raw, _ := json.Marshal(body) // maps of text
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Request: r,
		ContentLength: int64(len(raw)), Body: io.NopCloser(bytes.NewReader(raw))}
}
