package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// contention is a transport that has transactions take time, and refuses one that touches an item of another under
// way, as DynamoDB does ("transaction conflicts", in its Developer Guide): the whole transaction, at once, with
// TransactionConflict for that item. The zero hold switches it off.
type contention struct {
	next http.RoundTripper
	hold time.Duration

	mu   sync.Mutex
	busy map[string]bool // by pk and sk
}

const transactWrite = "DynamoDB_20120810.TransactWriteItems"

// RoundTrip sends a request on, or refuses it. Its errors are next's.
func (c *contention) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.hold == 0 || r.Header.Get("X-Amz-Target") != transactWrite {
		return c.next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil {
		return nil, err
	}
	items, err := itemsOf(body)
	if err != nil {
		return nil, err
	}
	if conflicts := c.take(items); len(conflicts) > 0 {
		return refusal(r, items, conflicts), nil
	}
	defer c.give(items)
	time.Sleep(c.hold)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return c.next.RoundTrip(r)
}

// take marks the items as busy, unless one of them is: then it marks none and gives those.
func (c *contention) take(items []string) map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	conflicts := map[string]bool{}
	for _, i := range items {
		if c.busy[i] {
			conflicts[i] = true
		}
	}
	if len(conflicts) == 0 {
		for _, i := range items {
			c.busy[i] = true
		}
	}
	return conflicts
}

func (c *contention) give(items []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, i := range items {
		delete(c.busy, i)
	}
}

// text is a DynamoDB value that is a text.
type text struct{ S string }

// itemsOf names the items of a transaction, in its order.
func itemsOf(body []byte) ([]string, error) {
	var request struct {
		TransactItems []map[string]struct{ Key, Item map[string]json.RawMessage }
	}
	if err := json.Unmarshal(body, &request); err != nil {
		return nil, fmt.Errorf("a transaction that cannot be read: %w", err)
	}
	var all []string
	for _, one := range request.TransactItems {
		for _, write := range one {
			key := write.Key
			if key == nil {
				key = write.Item
			}
			var pk, sk text
			if json.Unmarshal(key["pk"], &pk) != nil || json.Unmarshal(key["sk"], &sk) != nil {
				return nil, fmt.Errorf("a transaction with an item without a key")
			}
			all = append(all, pk.S+"\x00"+sk.S)
		}
	}
	return all, nil
}

// refusal is DynamoDB's answer to a transaction that conflicts.
func refusal(r *http.Request, items []string, conflicts map[string]bool) *http.Response {
	type reason struct{ Code, Message string }
	reasons, codes := make([]reason, len(items)), make([]string, len(items))
	for n, i := range items {
		reasons[n].Code = "None"
		if conflicts[i] {
			reasons[n] = reason{"TransactionConflict", "Transaction is ongoing for the item"}
		}
		codes[n] = reasons[n].Code
	}
	body, _ := json.Marshal(map[string]any{ // of texts
		"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
		"Message": "Transaction cancelled, please refer cancellation reasons for specific reasons [" +
			strings.Join(codes, ", ") + "]",
		"CancellationReasons": reasons,
	})
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"},
		"X-Amz-Crc32": {fmt.Sprint(crc32.ChecksumIEEE(body))}}
	return &http.Response{Status: "400 Bad Request", StatusCode: http.StatusBadRequest, Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r}
}
