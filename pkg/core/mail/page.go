package mail

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"

	"usher/pkg/core/brand"
)

// page is what every message is laid out from. A message of the catalog says what it says; the layout adds the brand.
type page struct {
	words                words
	Organization         string // on top, beside the product; empty for what is about an account
	Greeting             string
	Paragraphs           []string
	Button, Link, OrCopy string
	After                []string
	Why                  string // why the reader gets this mail
}

// sheet is what the template fills in.
type sheet struct {
	page
	Lang, Title, Product, Support string
	HelpBefore, HelpAfter         string // around the support address
	Colors                        brand.Colors
}

// plain are the colors of a brand that sets none.
func plain() brand.Colors {
	return brand.Colors{Filled: "#2257c9", OnLight: "#2257c9", OnDark: "#8fb8ff"}
}

//go:embed templates/page.html
var pageHTML string

// layout is parsed at the first message, not when the function starts.
var layout = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Parse(pageHTML)
})

// message fills in HTML and text.
func (p page) message(b brand.Brand, m Message) (Message, error) {
	t, err := layout()
	if err != nil {
		return m, fmt.Errorf("mail: template: %w", err)
	}
	before, after, _ := strings.Cut(p.words.support, "%s")
	s := sheet{page: p, Lang: p.words.lang, Title: m.Subject, Product: b.Product, Support: b.Support,
		HelpBefore: before, HelpAfter: after, Colors: cmp.Or(b.Colors, plain())}
	var html strings.Builder
	if err := t.Execute(&html, s); err != nil {
		return m, fmt.Errorf("mail: template: %w", err)
	}
	m.HTML, m.Text = html.String(), p.text(b)
	return m, nil
}

// text is the plain form: wrapped, but never within the link.
func (p page) text(b brand.Brand) string {
	var parts []string
	add := func(texts ...string) {
		for _, text := range texts {
			if text != "" {
				parts = append(parts, wrap(text))
			}
		}
	}
	if p.Organization == "" {
		add(b.Product)
	} else {
		add(b.Product + " · " + p.Organization)
	}
	add(p.Greeting)
	add(p.Paragraphs...)
	if p.Link != "" {
		parts = append(parts, p.Button+":\n"+p.Link)
	}
	add(p.After...)
	add(p.Why)
	if b.Support != "" {
		add(fmt.Sprintf(p.words.support, b.Support))
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// width is where plain text is wrapped (RFC 5322 advises at most 78).
const width = 72

func wrap(s string) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.FieldsFunc(s, blank) {
		n := len([]rune(word))
		switch {
		case column == 0:
		case column+1+n > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}
