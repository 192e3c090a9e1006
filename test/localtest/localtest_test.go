package localtest_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"usher/pkg/local/process"
	"usher/test/localtest"
)

func TestMain(m *testing.M) { localtest.Main(m) }

func TestDatabaseIsSharedAndAnswers(t *testing.T) {
	t.Parallel()
	if first, second := localtest.Database(t), localtest.Database(t); first != second {
		t.Errorf("two tests got %s and %s", first, second)
	}
	if _, err := localtest.Client(t).ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil {
		t.Error(err)
	}
}

func TestEnvironmentNamesTheServers(t *testing.T) {
	t.Setenv(process.DatabaseVariable, "http://127.0.0.1:1")
	t.Setenv(process.MailboxVariable, "http://127.0.0.1:2")
	if got := localtest.Database(t); got != "http://127.0.0.1:1" {
		t.Errorf("Database() = %q", got)
	}
	if got := localtest.Mailbox(t).Endpoint(); got != "http://127.0.0.1:2" {
		t.Errorf("Mailbox().Endpoint() = %q", got)
	}
}

func send(t *testing.T, content types.EmailContent, destination *types.Destination) {
	t.Helper()
	client := sesv2.NewFromConfig(process.AWSConfig(localtest.Mailbox(t).Endpoint()))
	_, err := client.SendEmail(t.Context(), &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("Usher <usher@example.com>"),
		ReplyToAddresses: []string{"help@example.com"},
		Destination:      destination,
		Content:          &content,
	})
	if err != nil {
		t.Error(err) // not Fatal: one test sends from another goroutine
	}
}

func simple(subject string) types.EmailContent {
	return types.EmailContent{Simple: &types.Message{
		Subject: &types.Content{Data: aws.String(subject)},
		Body: &types.Body{
			Html: &types.Content{Data: aws.String("<p>Hello</p>")}, Text: &types.Content{Data: aws.String("Hello")},
		},
		Headers: []types.MessageHeader{{Name: aws.String("X-Usher"), Value: aws.String("yes")}},
	}}
}

func TestMailsByRecipient(t *testing.T) {
	t.Parallel()
	mailbox := localtest.Mailbox(t)
	const ada, ben, cleo = "ada.by-recipient@example.com", "ben.by-recipient@example.com", "cleo.by-recipient@example.com"
	send(t, simple("one"), &types.Destination{ToAddresses: []string{"Ada Byron <" + ada + ">"}})
	send(t, simple("two"), &types.Destination{ToAddresses: []string{ben}, CcAddresses: []string{strings.ToUpper(ada)}})
	raw := "From: usher@example.com\r\nTo: Ada <" + ada + ">, Cleo <" + cleo + ">\r\nSubject: three\r\n\r\nHello\r\n"
	send(t, types.EmailContent{Raw: &types.RawMessage{Data: []byte(raw)}}, nil)
	for address, want := range map[string][]string{
		ada: {"one", "two", "three"}, ben: {"two"}, "Cleo <" + cleo + ">": {"three"}, "da.by-recipient@example.com": nil,
	} {
		var got []string
		for _, mail := range mailbox.Mails(t, address) {
			got = append(got, mail.Subject)
		}
		if !slices.Equal(got, want) {
			t.Errorf("mails to %s: %q, want %q", address, got, want)
		}
	}
}

func TestMailIsWhole(t *testing.T) {
	t.Parallel()
	mailbox := localtest.Mailbox(t)
	const to = "ada.whole@example.com"
	send(t, simple("Welcome"), &types.Destination{
		ToAddresses: []string{to}, CcAddresses: []string{"cc@example.com"}, BccAddresses: []string{"bcc@example.com"},
	})
	mail := mailbox.Wait(t, t.Context(), to, 1)[0]
	if mail.ID == "" || mail.At.IsZero() {
		t.Errorf("id %q, time %v", mail.ID, mail.At)
	}
	got := []string{
		mail.From, strings.Join(mail.ReplyTo, " "), strings.Join(mail.To, " "), strings.Join(mail.CC, " "),
		strings.Join(mail.BCC, " "), mail.Subject, mail.HTML, mail.Text, mail.Headers["X-Usher"],
	}
	want := []string{
		"Usher <usher@example.com>", "help@example.com", to, "cc@example.com", "bcc@example.com",
		"Welcome", "<p>Hello</p>", "Hello", "yes",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the mail is %q, want %q", got, want)
	}
}

func TestWaitReturnsOnceMailsCome(t *testing.T) {
	t.Parallel()
	mailbox := localtest.Mailbox(t)
	const to = "ada.waits@example.com"
	send(t, simple("first"), &types.Destination{ToAddresses: []string{to}})
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		send(t, simple("second"), &types.Destination{ToAddresses: []string{to}})
	}()
	if mails := mailbox.Wait(t, t.Context(), to, 2); len(mails) != 2 || mails[1].Subject != "second" {
		t.Errorf("Wait returned %d mails: %v", len(mails), mails)
	}
	<-sent
}

// failure catches the Fatalf of a test that is to fail.
type failure struct {
	testing.TB
	message string
}

func (f *failure) Fatalf(format string, _ ...any) {
	f.message = format
	runtime.Goexit()
}

func TestWaitFailsWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	mailbox := localtest.Mailbox(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("long enough"))
	f := &failure{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		mailbox.Wait(f, ctx, "nobody@example.com", 1)
	}()
	<-done
	if !strings.Contains(f.message, "had come when the wait ended") {
		t.Errorf("the test failed with %q", f.message)
	}
}
