package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
)

// client is one browser.
type client struct {
	url  string
	http *http.Client
}

func newClient(url string) *client {
	jar, _ := cookiejar.New(nil) // fails for no options
	return &client{url, &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}}
}

// send sends a request and decodes the answer into out, unless that is nil.
func (c *client) send(ctx context.Context, method, path string, body, out any) (int, string, error) {
	var payload io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, "", err
		}
		payload = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, payload)
	if err != nil {
		return 0, "", err
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		var p struct{ Code string }
		_ = json.Unmarshal(raw, &p)
		return answer.StatusCode, p.Code, err
	}
	if out != nil && len(raw) > 0 {
		err = json.Unmarshal(raw, out)
	}
	return answer.StatusCode, "", err
}
