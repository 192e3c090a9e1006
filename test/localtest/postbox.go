package localtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"usher/pkg/local/process"
)

// pollEvery is the pause between two looks into the mailbox.
const pollEvery = 20 * time.Millisecond

// Postbox is a mailbox server as a test sees it.
type Postbox struct{ endpoint string }

// Mail is one mail as it was handed over to be sent. Addresses are as the sender wrote them, maybe with a name.
type Mail struct {
	// ID is the message id that SES answered with.
	ID string
	// From, ReplyTo, To, CC and BCC are the addresses.
	From                 string
	ReplyTo, To, CC, BCC []string
	// Subject, HTML and Text are the content; a part that was not sent is empty.
	Subject, HTML, Text string
	// Headers are the custom headers, by the names the sender gave them.
	Headers map[string]string
	// At is when it arrived, in whole seconds.
	At time.Time
}

// Mailbox returns the mailbox that AWS_ENDPOINT_URL_SESV2 names, else one that this process starts once. The test
// fails if it can't be started.
func Mailbox(t testing.TB) *Postbox {
	t.Helper()
	return &Postbox{endpoint: mailbox.endpoint(t)}
}

// At is the mailbox at an endpoint.
func At(endpoint string) *Postbox { return &Postbox{endpoint: endpoint} }

// Endpoint is where it answers the SES v2 API, such as "http://127.0.0.1:40124".
func (p *Postbox) Endpoint() string { return p.endpoint }

// Mails returns the mails to an address, the oldest first: those that name it as To, CC or BCC, with or without a
// name and in any case. As others may be using the mailbox, a test should write to addresses of its own. The test
// fails if the mailbox does not answer.
func (p *Postbox) Mails(t testing.TB, to string) []Mail {
	t.Helper()
	mails, err := p.mails(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

// Wait returns the mails to an address, as [Postbox.Mails] does, once there are at least n. The test fails if ctx
// ends first.
//
//nolint:revive // t comes first in test helpers
func (p *Postbox) Wait(t testing.TB, ctx context.Context, to string, n int) []Mail {
	t.Helper()
	seen := 0
	for {
		mails, err := p.mails(ctx, to)
		if ctx.Err() != nil {
			t.Fatalf("%d of %d mails to %s had come when the wait ended: %v", seen, n, to, context.Cause(ctx))
		}
		if err != nil {
			t.Fatal(err)
		}
		if seen = len(mails); seen >= n {
			return mails
		}
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
	}
}

func (p *Postbox) mails(ctx context.Context, to string) ([]Mail, error) {
	all, err := p.All(ctx)
	return slices.DeleteFunc(all, func(m Mail) bool { return !m.names(to) }), err
}

// stored is a mail in the answer to GET /store.
type stored struct {
	MessageID   string   `json:"messageId"`
	From        string   `json:"from"`
	ReplyTo     []string `json:"replyTo"`
	Destination struct {
		To  []string `json:"to"`
		CC  []string `json:"cc"`
		BCC []string `json:"bcc"`
	} `json:"destination"`
	Subject string `json:"subject"`
	Body    struct {
		HTML string `json:"html"`
		Text string `json:"text"`
	} `json:"body"`
	Headers []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"headers"`
	At int64 `json:"at"`
}

// All returns every mail that the mailbox holds, the oldest first. The error says that it does not answer, or not as it
// should.
func (p *Postbox) All(ctx context.Context) ([]Mail, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.endpoint+"/store", nil)
	if err != nil {
		return nil, fmt.Errorf("ask the mailbox: %w", err)
	}
	response, err := process.HTTPClient().Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the mailbox: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask the mailbox: GET %s: %s", request.URL, response.Status)
	}
	var content struct {
		Emails []stored `json:"emails"`
	}
	if err := json.NewDecoder(response.Body).Decode(&content); err != nil {
		return nil, fmt.Errorf("read what the mailbox holds: %w", err)
	}
	mails := make([]Mail, len(content.Emails))
	for i, s := range content.Emails {
		mails[i] = s.mail()
	}
	return mails, nil
}

func (m Mail) names(address string) bool {
	wanted := bare(address)[0]
	for _, list := range [][]string{m.To, m.CC, m.BCC} {
		for _, written := range list {
			if slices.ContainsFunc(bare(written), func(to string) bool { return strings.EqualFold(to, wanted) }) {
				return true
			}
		}
	}
	return false
}

// bare returns the addresses without the names: one, or several from a raw mail's header, which the mailbox keeps
// as one string. What can't be read stands for itself, as the mailbox takes anything for an address.
func bare(written string) []string {
	parsed, err := mail.ParseAddressList(written)
	if err != nil {
		return []string{written}
	}
	var addresses []string
	for _, address := range parsed {
		addresses = append(addresses, address.Address)
	}
	return addresses
}

func (s stored) mail() Mail {
	m := Mail{
		ID: s.MessageID, From: s.From, ReplyTo: s.ReplyTo,
		To: s.Destination.To, CC: s.Destination.CC, BCC: s.Destination.BCC,
		Subject: s.Subject, HTML: s.Body.HTML, Text: s.Body.Text,
		Headers: make(map[string]string, len(s.Headers)), At: time.Unix(s.At, 0),
	}
	for _, header := range s.Headers {
		m.Headers[header.Name] = header.Value
	}
	return m
}
