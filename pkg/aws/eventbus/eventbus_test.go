package eventbus_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"usher/pkg/api"
	"usher/pkg/aws/eventbus"
	"usher/pkg/core/audit/publish"
)

// request is what EventBridge gets.
type request struct {
	Entries []struct {
		EventBusName, Source, DetailType, Detail string
		Time                                     float64
	}
}

// serve answers PutEvents.
func serve(t *testing.T, answer func(request) (int, string)) *eventbus.Bus {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in request
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("X-Amz-Target") != "AWSEvents.PutEvents" ||
			!strings.Contains(r.Header.Get("Authorization"), "/us-east-1/events/aws4_request") {
			t.Errorf("%v %v", r.Header, err)
		}
		status, body := answer(in)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	client := eventbus.NewClient("us-east-1", server.URL, credentials.NewStaticCredentialsProvider("local", "local", ""), server.Client())
	return &eventbus.Bus{Client: client, Name: "usher-dev"}
}

func messages(n int) []publish.Message {
	all := make([]publish.Message, n)
	for i := range all {
		all[i] = publish.Message{Version: 1, ID: fmt.Sprintf("evt_%d", i+1), Type: "user.block", At: api.At(time.Unix(1_795_435_200, 0))}
	}
	return all
}

// TestPut: one call, with each message as the detail of an entry.
func TestPut(t *testing.T) {
	t.Parallel()
	calls := 0
	b := serve(t, func(in request) (int, string) {
		calls++
		for i, e := range in.Entries {
			var m publish.Message
			if err := json.Unmarshal([]byte(e.Detail), &m); err != nil || m.ID != fmt.Sprintf("evt_%d", i+1) || e.EventBusName != "usher-dev" ||
				e.Source != "usher" || e.DetailType != "user.block" || e.Time != 1_795_435_200 {
				t.Errorf("%+v %v", e, err)
			}
		}
		return 200, `{"FailedEntryCount":0,"Entries":[` + strings.Repeat(`{"EventId":"x"},`, len(in.Entries)-1) + `{"EventId":"x"}]}`
	})
	for _, err := range b.Put(t.Context(), messages(publish.Together)) {
		if err != nil {
			t.Error(err)
		}
	}
	if calls != 1 {
		t.Errorf("%d calls", calls)
	}
}

// TestPartialFailure: each entry's error is its message's, final or not.
func TestPartialFailure(t *testing.T) {
	t.Parallel()
	b := serve(t, func(request) (int, string) {
		return 200, `{"FailedEntryCount":3,"Entries":[{"EventId":"x"},{"ErrorCode":"ThrottlingException","ErrorMessage":"slow"},
			{"ErrorCode":"MalformedDetail"},{"ErrorCode":"NotAuthorizedForSourceException"}]}`
	})
	errs := b.Put(t.Context(), messages(4))
	for i, refused := range []bool{false, false, true, false} {
		if (errs[i] == nil) != (i == 0) || errors.Is(errs[i], publish.ErrRefused) != refused {
			t.Errorf("%d: %v", i, errs[i])
		}
	}
	if !strings.Contains(errs[1].Error(), "ThrottlingException: slow") {
		t.Error(errs[1])
	}
}

// TestDown: all messages fail, none for good, after one attempt; and so where the answer is no answer to them.
func TestDown(t *testing.T) {
	t.Parallel()
	for _, answer := range []struct {
		status int
		body   string
	}{{500, `{"__type":"InternalException"}`}, {400, `{"__type":"AccessDeniedException"}`}, {200, `{"Entries":[{"EventId":"x"}]}`}} {
		calls := 0
		b := serve(t, func(request) (int, string) { calls++; return answer.status, answer.body })
		errs := b.Put(t.Context(), messages(2))
		if errs[0] == nil || errs[1] == nil || errors.Is(errs[0], publish.ErrRefused) || calls != 1 {
			t.Errorf("%v: %v after %d calls", answer, errs, calls)
		}
	}
}

// TestSize: a call takes 256 KB, and a message that is larger is refused by itself.
func TestSize(t *testing.T) {
	t.Parallel()
	var calls []int
	b := serve(t, func(in request) (int, string) {
		calls = append(calls, len(in.Entries))
		return 200, `{"Entries":[` + strings.Repeat(`{"EventId":"x"},`, len(in.Entries)-1) + `{"EventId":"x"}]}`
	})
	all := messages(4)
	for i, size := range []int{100 << 10, 100 << 10, 100 << 10, 256 << 10} {
		all[i].RequestID = strings.Repeat("x", size)
	}
	errs := b.Put(t.Context(), all)
	if fmt.Sprint(calls) != "[2 1]" || errs[0] != nil || errs[1] != nil || errs[2] != nil || !errors.Is(errs[3], publish.ErrRefused) {
		t.Errorf("%v %v", calls, errs)
	}
}
