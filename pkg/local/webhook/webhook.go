// Package webhook posts messages to an address, signed as Standard Webhooks 1.0 has it, in place of an event bus.
package webhook

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"usher/pkg/core/audit/publish"
)

// Secret is what messages are signed with on a laptop, unless another is set. It is public.
const Secret = "whsec_dXNoZXIgbG9jYWwgZXZlbnRzLCBub3Qgc2VjcmV0"

// timeout is for the whole of one post.
const timeout = 15 * time.Second

// Hook is where messages are posted.
type Hook struct {
	address string
	signer  *webhooks.Webhook
	client  *http.Client
	now     func() time.Time
}

// What a key may have, by the specification: between 24 and 64 bytes.
const leastKey, mostKey = 24, 64

// New makes a hook of an address and a secret ("whsec_" and the key in base64). Its error says which of the two is
// wrong.
func New(address, secret string, client *http.Client, now func() time.Time) (*Hook, error) {
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("EVENTS_URL must be an http or https address, such as http://localhost:9999/hook")
	}
	text, prefixed := strings.CutPrefix(secret, "whsec_")
	key, err := base64.StdEncoding.DecodeString(text)
	if !prefixed || err != nil || len(key) < leastKey || len(key) > mostKey {
		return nil, fmt.Errorf(`EVENTS_SECRET must be "whsec_" and %d to %d random bytes in base64`, leastKey, mostKey)
	}
	signer, err := webhooks.NewWebhookRaw(key)
	return &Hook{address, signer, client, now}, err
}

// Address is where messages are posted.
func (h *Hook) Address() string { return h.address }

// Put posts messages one after the other, and returns an error for each that was not answered with a status of 2xx.
// None is final.
func (h *Hook) Put(ctx context.Context, messages []publish.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		errs[i] = h.post(ctx, m)
	}
	return errs
}

func (h *Hook) post(ctx context.Context, m publish.Message) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	now := h.now()
	signature, err := h.signer.Sign(m.ID, now, body)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(webhooks.HeaderWebhookID, m.ID)
	r.Header.Set(webhooks.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	r.Header.Set(webhooks.HeaderWebhookSignature, signature)
	answer, err := h.client.Do(r)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	const enough = 64 << 10 // to use the connection again
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, enough))
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("webhook: %s answered %d", h.address, answer.StatusCode)
	}
	return nil
}
