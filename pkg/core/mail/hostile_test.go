package mail_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"usher/pkg/core/mail"
	"usher/pkg/lib/text"
)

// hostile are names that somebody who means harm might give. Forms refuse many of them; the messages must hold nevertheless.
func hostile() []string {
	return []string{
		`<a href="https://evil.example">Click</a>`, `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onclick='x`, `</p></td></tr></table><h1>Usher</h1>`,
		`<style>*{display:none}</style>`, `<!--`, `-->`, `]]>`, `{{.Link}}`, `{{template "x"}}`, `&lt;b&gt;`, `&#x3c;a href=x&#x3e;`, `<svg/onload=alert(1)>`, `<base href="https://evil.example/">`,
		"Ada\r\nBcc: eve@evil.example", "Ada\n\nYour account is locked. Go to\nhttps://evil.example\n\n", "Ada\u2028x", "a\x00b", "\u202emoc.live", "%s%d%!(EXTRA)", "%[1]*d", `\u003ca\u003e`,
		"https://evil.example/", "javascript:alert(1)", "mailto:eve@evil.example", strings.Repeat("W", 300), strings.Repeat("wide ", 60), "<" + strings.Repeat("b", 5000), "\xff\xfe", "",
	}
}

// allowed are the elements of a message, with the attributes that each may have.
var allowed = map[string][]string{
	"html": {"lang"}, "head": nil, "meta": {"charset", "name", "content"}, "title": nil, "style": nil, "body": {"class", "style"}, "div": {"style"}, "p": {"class", "style"},
	"table": {"role", "class", "width", "cellpadding", "cellspacing", "border", "style"}, "tbody": nil, "tr": nil, "td": {"class", "align", "style"}, "a": {"class", "href", "style"}, "span": {"class", "style"},
}

// help is the link of the support address, the last in every message.
const help = "mailto:help@northstar.example"

type content struct {
	links []string
	shape []string // the elements in order
	text  string
}

// read parses a message as a mail program would, and fails at what has no place in one.
func read(t testing.TB, source string) content {
	t.Helper()
	document, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var c content
	for n := range document.Descendants() {
		switch n.Type {
		case html.TextNode:
			c.text += n.Data
		case html.CommentNode:
			t.Errorf("a comment: %q", n.Data)
		case html.ElementNode:
			c.shape = append(c.shape, n.Data)
			attributes, known := allowed[n.Data]
			if !known {
				t.Errorf("an element <%s>", n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
				}
				if a.Key == "href" {
					c.links = append(c.links, a.Val)
				}
			}
		}
	}
	return c
}

func invitation(name string) mail.Invitation {
	return mail.Invitation{
		To: "ada@example.com", FirstName: name, Organization: name, InvitedBy: name, Role: "owner", Link: link, ExpiresAt: expires, Now: now,
	}
}

// checkMessage holds an invitation with these names to the form of one with harmless names.
func checkMessage(t testing.TB, name, locale string) {
	t.Helper()
	i, tame := invitation(name), invitation("Ada")
	i.Locale, tame.Locale = locale, locale
	if name == "" { // an organization without a name is not named on top
		tame.Organization = ""
	}
	got, want := render(t, i), render(t, tame)
	g, w := read(t, got.HTML), read(t, want.HTML)
	if !slices.Equal(g.links, []string{link, link, help}) {
		t.Errorf("%q: the links are %q", name, g.links)
	}
	if !slices.Equal(g.shape, w.shape) {
		t.Errorf("%q: the elements are %q\nwant %q", name, g.shape, w.shape)
	}
	if shown := strings.ReplaceAll(name, "\x00", "\ufffd"); utf8.ValidString(name) && !strings.Contains(newlines(g.text), newlines(shown)) {
		t.Errorf("%q is not shown as it is", name)
	}
	checkText(t, name, got.Text, want.Text)
	checkSubject(t, name, got.Subject)
	if got.To != "ada@example.com" || got.Kind != "invitation" {
		t.Errorf("%q: %+v", name, got)
	}
}

// newlines are what an HTML parser makes one of.
func newlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// checkText demands as many paragraphs as a harmless message has, the link on a line of its own, once, and no other
// line that a name could make look like one.
func checkText(t testing.TB, name, got, want string) {
	t.Helper()
	if g, w := strings.Count(got, "\n\n"), strings.Count(want, "\n\n"); g != w {
		t.Errorf("%q makes %d paragraphs of %d:\n%s", name, g, w, got)
	}
	links := 0
	for line := range strings.SplitSeq(got, "\n") {
		if line == link {
			links++
		}
		if utf8.RuneCountInString(line) > 72 && strings.Contains(line, " ") {
			t.Errorf("%q: a line is not wrapped: %s", name, line)
		}
		if strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("%q: a line has control characters: %q", name, line)
		}
	}
	if links != 1 {
		t.Errorf("%q: the link is there %d times:\n%s", name, links, got)
	}
	if strings.Contains(got, "%!") && !strings.Contains(name, "%!") {
		t.Errorf("%q: fmt complains:\n%s", name, got)
	}
}

func checkSubject(t testing.TB, name, subject string) {
	t.Helper()
	const most = 60 + len("Je bent uitgenodigd voor ")
	if strings.ContainsFunc(subject, unicode.IsControl) || strings.ContainsAny(subject, "\u2028\u2029") ||
		utf8.RuneCountInString(subject) > most || !utf8.ValidString(subject) {
		t.Errorf("%q: the subject is %q", name, subject)
	}
}

func TestHostileNames(t *testing.T) {
	for _, name := range hostile() {
		for _, locale := range locales {
			t.Run(locale+" "+name[:min(len(name), 30)], func(t *testing.T) { checkMessage(t, name, locale) })
		}
	}
}

var address = regexp.MustCompile(`(?i)https?://|www\.|mailto:`)

// TestNamesThatFormsTakeAreNoLinks: of a name that package display lets through no mail program makes a link with a
// scheme, so that the only one in the plain text is ours.
func TestNamesThatFormsTakeAreNoLinks(t *testing.T) {
	judged := 0
	for _, name := range append(hostile(), "Ada", "Booking.com", "J. R. R.") {
		name, err := text.Name(name, 100)
		if err != nil {
			continue
		}
		judged++
		if found := address.FindAllString(render(t, invitation(name)).Text, -1); !slices.Equal(found, []string{"https://"}) {
			t.Errorf("%q: %q", name, found)
		}
	}
	if judged < 10 {
		t.Errorf("only %d names are taken", judged)
	}
}

func TestAnyNames(t *testing.T) {
	letters := rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("<>&\"'`={}/!-%\\ \r\n\t\x00\u2028\u00a0:;#")))
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.StringOf(letters).Draw(r, "name")
		checkMessage(t, name, rapid.SampledFrom(locales).Draw(r, "locale"))
		if t.Failed() {
			r.FailNow()
		}
	})
}

// TestHostileDevices: nothing that a browser calls itself, or that cannot be an address, is in the mail.
func TestHostileDevices(t *testing.T) {
	plain := render(t, mail.NewDevice{To: "ada@example.com", Now: now})
	for _, name := range hostile() {
		if m := render(t, mail.NewDevice{To: "ada@example.com", Now: now, Agent: name, Client: name}); m.HTML != plain.HTML ||
			m.Text != plain.Text {
			t.Errorf("%q is in the mail:\n%s", name, m.Text)
		}
	}
}

func TestOtherMessagesHoldOnlyTheirLink(t *testing.T) {
	for _, locale := range locales {
		for name, r := range messages(locale) {
			m := render(t, r)
			c := read(t, m.HTML)
			want := 3
			if name == "password-changed" || name == "email-taken" || name == "email-restored" ||
				strings.HasPrefix(name, "factor-") || strings.HasPrefix(name, "new-device") || strings.HasPrefix(name, "invitation-expired") {
				want = 1
			}
			if len(c.links) != want || c.links[want-1] != help || want == 3 && (c.links[0] != c.links[1] || !strings.Contains(m.Text, "\n"+c.links[0]+"\n")) {
				t.Errorf("%s in %s: links %q", name, locale, c.links)
			}
			if !strings.Contains(c.text, m.Subject) || m.To != "ada@example.com" {
				t.Errorf("%s in %s: title and subject differ", name, locale)
			}
		}
	}
}

func TestALinkIsNeverAScript(t *testing.T) {
	i := invitation("Ada")
	i.Link = "javascript:alert(1)"
	for _, href := range read(t, render(t, i).HTML).links {
		if strings.Contains(href, "script") {
			t.Errorf("href=%q", href)
		}
	}
}
