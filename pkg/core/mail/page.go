package mail

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"sync"
)

// page is what every message is laid out from.
type page struct {
	Lang, Title, Greeting string
	Paragraphs            []string
	Button, Link, OrCopy  string
	After                 []string
}

//go:embed templates/page.html
var pageHTML string

// layout is parsed at the first message, not when the function starts.
var layout = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Parse(pageHTML)
})

// message fills in HTML and text.
func (p page) message(m Message) (Message, error) {
	t, err := layout()
	if err != nil {
		return m, fmt.Errorf("mail: template: %w", err)
	}
	p.Title = m.Subject
	var html strings.Builder
	if err := t.Execute(&html, p); err != nil {
		return m, fmt.Errorf("mail: template: %w", err)
	}
	m.HTML, m.Text = html.String(), p.text()
	return m, nil
}

// text is the plain form: wrapped, but never within the link.
func (p page) text() string {
	var parts []string
	if p.Greeting != "" {
		parts = append(parts, wrap(p.Greeting))
	}
	for _, paragraph := range p.Paragraphs {
		parts = append(parts, wrap(paragraph))
	}
	if p.Link != "" {
		parts = append(parts, p.Button+":\n"+p.Link)
	}
	for _, paragraph := range p.After {
		parts = append(parts, wrap(paragraph))
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
