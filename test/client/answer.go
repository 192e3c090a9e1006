package client

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"usher/pkg/api/problem"
)

// Answer is a response, read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// OK reports whether the request was carried out.
func (a Answer) OK() bool { return a.Status >= 200 && a.Status < 300 }

// Problem is the problem document (RFC 9457); the zero value for an answer that is none.
func (a Answer) Problem() problem.Document {
	var p problem.Document
	if a.Status >= http.StatusBadRequest {
		_ = json.Unmarshal(a.Body, &p) // then it is none
	}
	return p
}

// Code is the problem's code, "" for an answer that is none.
func (a Answer) Code() string { return string(a.Problem().Code) }

// Into decodes the body.
func (a Answer) Into(v any) error {
	if err := json.Unmarshal(a.Body, v); err != nil {
		return fmt.Errorf("client: %w in %.300s", err, a.Body)
	}
	return nil
}

// Cookie is the one that the answer sets, an empty one where it sets none.
func (a Answer) Cookie() *http.Cookie {
	for _, line := range a.Header.Values("Set-Cookie") {
		if c, err := http.ParseSetCookie(line); err == nil {
			return c
		}
	}
	return &http.Cookie{}
}

// Want fails the test unless the answer has this status and code ("" for none).
func (a Answer) Want(t testing.TB, status int, code string) Answer {
	t.Helper()
	if a.Status != status || a.Code() != code {
		t.Fatalf("got %d %s, want %d %s\n%s", a.Status, a.Code(), status, code, a.Body)
	}
	return a
}

// Refused is the error of a request that was answered with a problem.
type Refused struct {
	Method, Path string
	Answer       Answer
}

func (r *Refused) Error() string {
	return fmt.Sprintf("client: %s %s: %d %s", r.Method, r.Path, r.Answer.Status, r.Answer.Body)
}
