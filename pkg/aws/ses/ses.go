// Package ses hands messages to Amazon SES by its v2 API.
package ses

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"usher/pkg/core/mail"
)

// API is the part of SES's client that a Sender calls.
type API interface {
	SendEmail(context.Context, *sesv2.SendEmailInput, ...func(*sesv2.Options)) (*sesv2.SendEmailOutput, error)
}

// Options says how to send.
type Options struct {
	From             string // "Acme <no-reply@acme.example>"
	ConfigurationSet string // empty: none
}

// Sender sends messages.
type Sender struct {
	api API
	o   Options
}

// New makes a sender.
func New(api API, o Options) *Sender { return &Sender{api, o} }

// NewClient makes an SES client by hand: loading the SDK's whole configuration
// costs a cold start more. An empty endpoint is AWS's own.
func NewClient(region, endpoint string, credentials aws.CredentialsProvider, client *http.Client) *sesv2.Client {
	options := sesv2.Options{Region: region, Credentials: credentials, HTTPClient: client}
	if endpoint != "" {
		options.BaseEndpoint = aws.String(endpoint)
	}
	return sesv2.New(options)
}

// Send hands a message over and returns SES's id of it. An error that wraps mail.ErrRejected is final; after any
// other the message may be sent again, and may have been sent.
func (s *Sender) Send(ctx context.Context, m mail.Message) (string, error) {
	in := &sesv2.SendEmailInput{
		FromEmailAddress: &s.o.From, Destination: &types.Destination{ToAddresses: []string{m.To}},
		EmailTags: tags(m),
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: text(m.Subject), Body: &types.Body{Html: text(m.HTML), Text: text(m.Text)},
			// RFC 3834: machines are not to answer it.
			Headers: []types.MessageHeader{{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")}},
		}},
	}
	if m.ReplyTo != "" {
		in.ReplyToAddresses = []string{m.ReplyTo}
	}
	if s.o.ConfigurationSet != "" {
		in.ConfigurationSetName = &s.o.ConfigurationSet
	}
	out, err := s.api.SendEmail(ctx, in)
	if err != nil {
		return "", classify(err)
	}
	return aws.ToString(out.MessageId), nil
}

func text(s string) *types.Content { return &types.Content{Data: &s, Charset: aws.String("UTF-8")} }

// tags are the message's kind and tags, in the characters SES takes.
func tags(m mail.Message) []types.MessageTag {
	all := []types.MessageTag{{Name: aws.String("kind"), Value: aws.String(plain(m.Kind))}}
	for _, name := range slices.Sorted(maps.Keys(m.Tags)) {
		all = append(all, types.MessageTag{Name: aws.String(plain(name)), Value: aws.String(plain(m.Tags[name]))})
	}
	return all
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.@", r) {
			return r
		}
		return '-'
	}, s)
}

// classify separates final errors from those worth a retry. A sender that is not verified, is paused or is suspended
// is for the operator to put right: the message is good, so it may be retried.
func classify(err error) error {
	var rejected *types.MessageRejected
	var bad *types.BadRequestException
	if errors.As(err, &rejected) && !strings.Contains(rejected.ErrorMessage(), "not verified") || errors.As(err, &bad) {
		return fmt.Errorf("%w: %w", mail.ErrRejected, err)
	}
	return fmt.Errorf("ses: %w", err)
}
