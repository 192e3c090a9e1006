package requestlog_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"usher/pkg/lib/id"
	"usher/pkg/lib/trace"
	"usher/pkg/store"
	"usher/pkg/transport/requestlog"
)

const aRequest = "RequestID: VNFSA4R5H1PQRTF4KQNSO5AEMVJF66Q9ASUAAJGRF4KQNSO5AEMV"

// TestRedact takes messages of AWS as they are, or as its manuals show them.
func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		"operation error SESv2: SendEmail, https response error StatusCode: 400, MessageRejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: ada@example.com, Ada Byron <o'brien+x@example.com>": "operation error SESv2: SendEmail, https response error StatusCode: 400, MessageRejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: [address], Ada Byron <[address]>",
		"ValidationException: lower bound operand: AttributeValue: {S:ada@example.com}, upper bound": "ValidationException: lower bound operand: AttributeValue: {S:[address], upper bound",
		`no "zoë@exämple.com" here`:                                                                                 `no "[address]" here`,
		`Get "https://x.test/?to=ada%40example.com": refused`:                                                       `Get "https:[address]": refused`,
		"the key is 1:dXNoZXIgdGVzdCBsaW5rIGtleSwgMzIgYnl0ZXMgISE=.":                                                "the key is 1:[secret].",
		"x-amz-security-token:IQoJb3JpZ2luX2VjEJr//////////wEaCWV1LXdlc3QtMSJHMEUCIQDx4b+Q/z7Y\n":                   "x-amz-security-token:[secret]\n",
		"https response error StatusCode: 400, " + aRequest + ", ProvisionedThroughputExceededException: The level": "https response error StatusCode: 400, " + aRequest + ", ProvisionedThroughputExceededException: The level",
		"User: arn:aws:sts::123456789012:assumed-role/usher-prod-SendInvitationRole7C3F2A1B-1QJ8KZ5T9X3M/usher-prod-send-mail is not authorized to perform: dynamodb:TransactWriteItems on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/usher-prod": "User: arn:aws:sts::123456789012:assumed-role/usher-prod-SendInvitationRole7C3F2A1B-1QJ8KZ5T9X3M/usher-prod-send-mail is not authorized to perform: dynamodb:TransactWriteItems on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/usher-prod",
		"table: a condition on USER#usr_01jd8xq4v6m2n9p3r5s7t8w0yb of IDENTITY#mfrggzdfmztwq2lknnwg23tpobyxe43u failed":                                                                                                                                        "table: a condition on USER#usr_01jd8xq4v6m2n9p3r5s7t8w0yb of IDENTITY#mfrggzdfmztwq2lknnwg23tpobyxe43u failed",
		"e9f411e8-9739-2dfe-598c-3fcd8476a536": "e9f411e8-9739-2dfe-598c-3fcd8476a536",
	} {
		if got := requestlog.Redact(text); got != want {
			t.Errorf("%q became\n%q, want\n%q", text, got, want)
		}
	}
}

// TestSecretsAreTakenOut: random bytes in any of the forms that secrets have. Of those as short as one secret alone a
// few in a thousand slip through: it is a net. Tokens are longer.
func TestSecretsAreTakenOut(t *testing.T) {
	const many = 2000
	random := mathrand.NewChaCha8([32]byte{}) // the same ones each time: some slip through, and how many is a matter of luck
	for _, tt := range []struct{ size, most int }{{32, many / 50}, {68, 3}, {110, 1}} {
		missed := 0
		for range many {
			raw := make([]byte, tt.size)
			_, _ = random.Read(raw) // never fails
			for _, e := range []*base64.Encoding{base64.RawURLEncoding, base64.StdEncoding} {
				if secret := e.EncodeToString(raw); strings.Contains(requestlog.Redact("the token "+secret+" is bad"), secret) {
					missed++
				}
			}
		}
		if missed > tt.most {
			t.Errorf("%d of %d secrets of %d bytes stayed", missed, 2*many, tt.size)
		}
	}
}

// TestIDsStay whatever they are drawn from.
func TestIDsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "bytes")
		for _, text := range []string{id.Text(id.User, [16]byte(raw)), hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw))} {
			if got := requestlog.Redact("of " + text); got != "of "+text {
				t.Fatalf("%q became %q", text, got)
			}
		}
	})
}

// FuzzRedact: what is left holds no address, is no longer than it may be, and is not changed by doing it again.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"", "@", "a@b.c", "x <a@b.c>; y", "é@ü", strings.Repeat("aB3", 20), strings.Repeat("é", 2000), "\xff@", "%40", strings.Repeat("a@b ", 1000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := requestlog.Redact(text)
		if strings.Contains(got, "@") || len(got) > 2048+len("…") || utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q became %q", text, got)
		}
		if len(got) <= 2048 && requestlog.Redact(got) != got {
			t.Errorf("%q became %q and then %q", text, got, requestlog.Redact(got))
		}
	})
}

func TestRedacted(t *testing.T) {
	cause := errors.New("no ada@example.com")
	err := requestlog.Redacted(fmt.Errorf("sending: %w", cause))
	if err.Error() != "sending: no [address]" || !errors.Is(err, cause) || requestlog.Redacted(nil) != nil {
		t.Error(err)
	}
	if a := requestlog.Cause(cause); a.Key != "cause" || a.Value.String() != "no [address]" {
		t.Error(a)
	}
}

// TestWork measures by the clock it is given.
func TestWork(t *testing.T) {
	at := time.Unix(1_790_000_000, 0)
	span := trace.Amazon("", rand.Reader)
	span.CallerID = "0000000000000001"
	_, work := requestlog.Begin(t.Context(), func() time.Time { at = at.Add(1500 * time.Microsecond); return at }, span)
	done := work.End()
	if done.Took != 1500*time.Microsecond || !done.At.Equal(at) || done.Consumed != (store.Consumed{}) {
		t.Errorf("%+v", done)
	}
	want := fmt.Sprintf("[duration_us=1500 read_units=0 write_units=0 round_trips=0 retries=0 trace_id=%s span_id=%s parent_id=0000000000000001]", span.TraceID, span.ID)
	if got := fmt.Sprint(done.Attributes()); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	_, work = requestlog.Begin(t.Context(), time.Now, trace.Amazon("", rand.Reader))
	if n := len(work.End().Attributes()); n != 7 {
		t.Errorf("%d attributes of a request that nobody's trace holds", n)
	}
}
